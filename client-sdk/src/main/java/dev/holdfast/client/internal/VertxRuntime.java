package dev.holdfast.client.internal;

import dev.holdfast.protocol.Bytes;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The event loop and the WebSockets, by Vert.x: the only class that knows it. */
final class VertxRuntime implements EventLoop, Transport.Connector {
  /** The largest message taken: what a broker's maxPayloadBytes allows at most, and its headers. */
  private static final int MAX_MESSAGE_BYTES = 129 << 20;

  /** Writes that go out in one system call when the loop has many to do. */
  private static final int MAX_CONSOLIDATED_FLUSHES = 256;

  private final Vertx vertx;
  private final boolean owned;
  private final Context context;
  private final WebSocketClient client;
  private final Settings.Endpoint endpoint;

  /** Set by the first task, before anything asks for it. */
  private volatile @Nullable Thread owner;

  private volatile boolean stopped;

  private VertxRuntime(
      Settings.Endpoint endpoint, WebSocketClientOptions options, Vertx vertx, boolean owned) {
    this.endpoint = endpoint;
    this.vertx = vertx;
    this.owned = owned;
    this.context = vertx.getOrCreateContext();
    this.client = vertx.createWebSocketClient(options);
    context.runOnContext(nothing -> owner = Thread.currentThread());
  }

  private static WebSocketClientOptions options(Settings.Tls tls) {
    // The broker writes each message as one frame.
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setMaxFrameSize(MAX_MESSAGE_BYTES)
            .setMaxMessageSize(MAX_MESSAGE_BYTES);
    if (tls.ca() != null) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(read(tls.ca())));
    }
    if (tls.cert() != null && tls.key() != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().setCertValue(read(tls.cert())).setKeyValue(read(tls.key())));
    }
    return options;
  }

  private static Buffer read(Path pem) {
    try {
      return Buffer.buffer(Files.readAllBytes(pem));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + pem, e);
    }
  }

  /** With a Vert.x of its own, as small as it can be. */
  static VertxRuntime owned(Settings.Endpoint endpoint) {
    FileSystemOptions noFiles =
        new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
    VertxOptions small =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(noFiles);
    WebSocketClientOptions options = options(endpoint.tls());
    return new VertxRuntime(endpoint, options, Vertx.vertx(small), true);
  }

  /** On one event loop of a Vert.x that others use too. */
  static VertxRuntime shared(Settings.Endpoint endpoint, Vertx vertx) {
    return new VertxRuntime(endpoint, options(endpoint.tls()), vertx, false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      context.runOnContext(nothing -> task.run());
    } catch (RejectedExecutionException late) {
      if (!stopped) {
        throw late;
      }
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  @Override
  public void stop() {
    stopped = true;
    if (owned) {
      vertx.close();
    } else {
      client.close();
    }
  }

  @Override
  public void open(Transport.Listener listener) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(endpoint.url().getHost())
            .setPort(endpoint.port())
            .setSsl(endpoint.encrypted())
            .setURI(endpoint.target());
    client
        .connect(options)
        .onSuccess(socket -> attach(socket, listener))
        .onFailure(failure -> listener.onClosed(describe(failure), retryAfterMs(failure)));
  }

  private static void attach(WebSocket socket, Transport.Listener listener) {
    consolidateFlushes(socket);
    Socket transport = new Socket(socket);
    socket.textMessageHandler(text -> listener.onText(Bytes.utf8(text)));
    socket.binaryMessageHandler(data -> listener.onBinary(Bytes.of(data.getBytes())));
    socket.exceptionHandler(failure -> transport.failure = describe(failure));
    socket.closeHandler(nothing -> listener.onClosed(transport.closeReason(), 0));
    listener.onOpen(transport);
  }

  /** Vert.x flushes every message by itself, which costs several times what the message does. */
  private static void consolidateFlushes(WebSocket socket) {
    ((WebSocketInternal) socket)
        .channelHandlerContext()
        .pipeline()
        .addFirst(new FlushConsolidationHandler(MAX_CONSOLIDATED_FLUSHES, true));
  }

  /** What is wrong with a certificate stands in the causes. */
  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? failure.getClass().getSimpleName() : message;
    Throwable cause = failure.getCause();
    return failure instanceof SSLException && cause != null ? text + ": " + describe(cause) : text;
  }

  /** The broker's Retry-After in seconds, when it refused the handshake with one. */
  private static long retryAfterMs(Throwable failure) {
    if (!(failure instanceof UpgradeRejectedException refused)) {
      return 0;
    }
    String seconds = refused.getHeaders() == null ? null : refused.getHeaders().get("Retry-After");
    boolean number = seconds != null && seconds.matches("[0-9]{1,9}");
    return number ? Duration.ofSeconds(Long.parseLong(seconds)).toMillis() : 0;
  }

  /** One open WebSocket. Owner: the event loop. */
  private static final class Socket implements Transport {
    private final WebSocket socket;
    private @Nullable String failure;

    Socket(WebSocket socket) {
      this.socket = socket;
    }

    String closeReason() {
      if (failure != null) {
        return failure;
      }
      Short status = socket.closeStatusCode();
      return status == null ? "connection lost" : "connection closed with status " + status;
    }

    @Override
    public void sendText(Bytes utf8) {
      if (!socket.isClosed()) {
        socket.writeTextMessage(utf8.toUtf8());
      }
    }

    @Override
    public void sendBinary(Bytes data) {
      if (!socket.isClosed()) {
        socket.writeBinaryMessage(Buffer.buffer(data.toArray()));
      }
    }

    @Override
    public void close() {
      if (!socket.isClosed()) {
        socket.close();
      }
    }
  }
}
