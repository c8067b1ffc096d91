package dev.holdfast.broker.transport;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends byte by byte, as slowloris does, until the server has enough or the bytes end. */
final class Trickle implements AutoCloseable {
  private static final int EVERY_MS = 20;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final HttpSocket socket;
  private final byte[] bytes;
  private int sent;

  Trickle(HttpSocket socket, String text) {
    this(socket, text.getBytes(StandardCharsets.UTF_8));
  }

  Trickle(HttpSocket socket, byte[] bytes) {
    this.socket = socket;
    this.bytes = bytes;
    var unused = clock.scheduleAtFixedRate(this::next, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void next() {
    if (sent == bytes.length) {
      clock.shutdown();
      return;
    }
    try {
      socket.write(new byte[] {bytes[sent++]});
    } catch (UncheckedIOException cut) {
      clock.shutdown();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
