package dev.holdfast.it.backends;

import io.socket.client.AckWithTimeout;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * An official Java client that emits numbers and waits for the reply to each, some at a time. Where
 * it hears nothing it sends the same again, by whose first argument the broker knows it.
 */
final class Emitter implements AutoCloseable {
  /** Longer than the broker waits for a back-end: it says so first unless it has gone. */
  static final long HEAR_NOTHING_MS = 4_000;

  private static final int IN_FLIGHT = 50;
  private static final long STALL_LIMIT_SECONDS = 60;

  private final Ledger ledger;
  private final Socket socket;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

  Emitter(URI url, String clientId, Ledger ledger) {
    this.ledger = ledger;
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.transports = new String[] {"websocket"};
    options.auth = Map.of("clientId", clientId);
    options.reconnectionDelay = 50;
    options.reconnectionDelayMax = 500;
    socket = IO.socket(url, options);
    socket.connect();
  }

  /** Emits every number; returns when the last is on its way. */
  void emitAll(IntStream numbers) {
    numbers.forEach(this::emit);
  }

  private void emit(int number) {
    try {
      if (!inFlight.tryAcquire(STALL_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing came back before " + number + " could be emitted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while emitting", e);
    }
    send(number);
  }

  private void send(int number) {
    socket.emit(
        "work",
        new Object[] {number},
        new AckWithTimeout(HEAR_NOTHING_MS) {
          private final AtomicBoolean over = new AtomicBoolean();

          @Override
          public void onSuccess(Object... args) {
            settled(number, args[0]);
          }

          /** The library calls it when the connection is lost, and then in its time once more. */
          @Override
          public void onTimeout() {
            if (over.compareAndSet(false, true)) {
              ledger.sentAgain(number);
              send(number);
            }
          }
        });
  }

  private void settled(int number, Object answer) {
    if (answer.equals(number)) {
      ledger.answered(number);
    } else if (answer.toString().contains("reply-timeout")) {
      ledger.timedOut(number);
    } else {
      throw new AssertionError(number + " was answered with " + answer);
    }
    inFlight.release();
  }

  @Override
  public void close() {
    socket.disconnect();
  }
}
