package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends every message back and keeps what tests look at; counters may be read by any thread. */
final class EchoHandler implements EngineHandler {
  final EngineConnection connection;
  final Handshake handshake;
  final Thread thread = Thread.currentThread();
  final List<String> texts = new CopyOnWriteArrayList<>();
  final List<CloseReason> closes = new CopyOnWriteArrayList<>();
  final AtomicInteger pings = new AtomicInteger();
  final AtomicInteger pongs = new AtomicInteger();
  final AtomicInteger writables = new AtomicInteger();
  final AtomicInteger strays = new AtomicInteger();

  EchoHandler(EngineConnection connection, Handshake handshake) {
    this.connection = connection;
    this.handshake = handshake;
  }

  @Override
  public void onText(Bytes utf8) {
    checkThread();
    texts.add(utf8.toUtf8());
    connection.sendText(utf8);
    connection.flush();
  }

  @Override
  public void onBinary(Bytes data) {
    checkThread();
    connection.sendBinary(data);
    connection.flush();
  }

  @Override
  public void onPing() {
    checkThread();
    pings.incrementAndGet();
  }

  @Override
  public void onPong() {
    checkThread();
    pongs.incrementAndGet();
  }

  @Override
  public void onWritable() {
    checkThread();
    writables.incrementAndGet();
  }

  @Override
  public void onClose(CloseReason reason) {
    checkThread();
    closes.add(reason);
  }

  private void checkThread() {
    if (Thread.currentThread() != thread) {
      strays.incrementAndGet();
    }
  }
}
