package dev.holdfast.broker.transport;

import dev.holdfast.tls.TestTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket of the JDK with its messages in a queue: text as String, binary as ByteBuffer. */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final HttpClient HTTPS =
      HttpClient.newBuilder().sslContext(TestTls.clients()).build();

  final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;
  private volatile CompletableFuture<Void> pong = new CompletableFuture<>();

  WebSocketClient(int port, String target) {
    this(OverTls.isOn(), port, target);
  }

  /** Over TLS, or not. */
  WebSocketClient(boolean encrypted, int port, String target) {
    HttpClient http = encrypted ? HTTPS : HTTP;
    String scheme = encrypted ? "wss" : "ws";
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(scheme + "://127.0.0.1:" + port + target), this)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
  }

  void send(String message) {
    socket.sendText(message, true).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** The same where the server may have closed it already, which {@link #closed} tells. */
  void sendIfOpen(String message) {
    socket
        .sendText(message, true)
        .handle((sent, failure) -> sent)
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  void sendPart(String part, boolean last) {
    socket.sendText(part, last).orTimeout(30, TimeUnit.SECONDS).join();
  }

  void sendBinary(byte... data) {
    socket.sendBinary(ByteBuffer.wrap(data), true).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Returns when the server has read everything sent so far, if not handled it. */
  void awaitRead() {
    pong = new CompletableFuture<>();
    socket.sendPing(ByteBuffer.allocate(0)).orTimeout(30, TimeUnit.SECONDS).join();
    pong.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** The next message; fails the test when none comes. */
  Object next() {
    try {
      Object message = messages.poll(30, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message came");
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The status the server closed with. */
  int awaitClose() {
    return closed.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      messages.add(text.toString());
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
    messages.add(copy);
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer data) {
    pong.complete(null);
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    closed.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(-1);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
