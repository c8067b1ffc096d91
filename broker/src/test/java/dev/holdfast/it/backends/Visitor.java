package dev.holdfast.it.backends;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.json.JSONObject;

/**
 * An official Java client that comes and goes all the time, so that a back-end is always being
 * asked whether it may.
 */
final class Visitor implements AutoCloseable {
  private final Socket socket;
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final CompletableFuture<Void> admitted = new CompletableFuture<>();
  private volatile boolean leaving;

  Visitor(URI url) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.transports = new String[] {"websocket"};
    options.reconnectionDelay = 50;
    options.reconnectionDelayMax = 500;
    socket = IO.socket(url, options);
    socket.on(Socket.EVENT_CONNECT, args -> comeAgain());
    socket.on(Socket.EVENT_CONNECT_ERROR, args -> noteRefusal(args[0]));
    socket.connect();
  }

  private void comeAgain() {
    visits.incrementAndGet();
    admitted.complete(null);
    socket.disconnect();
    if (!leaving) {
      socket.connect();
    }
  }

  /** The broker's word is JSON; anything else says that there was no connection. */
  private void noteRefusal(Object reason) {
    if (reason instanceof JSONObject) {
      refusals.incrementAndGet();
    }
  }

  /** Completes when it was let in for the first time. */
  CompletableFuture<Void> admitted() {
    return admitted;
  }

  /** How often it was let in. */
  int visits() {
    return visits.get();
  }

  /** How often it was turned away for good. */
  int refusals() {
    return refusals.get();
  }

  @Override
  public void close() {
    leaving = true;
    socket.disconnect();
  }
}
