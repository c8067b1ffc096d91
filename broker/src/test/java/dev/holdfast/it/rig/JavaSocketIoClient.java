package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.it.rig.ClientLog.Entry;
import dev.holdfast.it.rig.ClientLog.Kind;
import dev.holdfast.tls.TestTls;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.engineio.client.Transport;
import io.socket.engineio.parser.Packet;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.WebSocket;
import org.jspecify.annotations.Nullable;

/**
 * The official Java client, {@code io.socket:socket.io-client}. All of them in one JVM run their
 * handlers, and so their listeners, on one thread of that library.
 */
final class JavaSocketIoClient implements StockClient {
  private final ClientLog log;
  private final Acks acks;
  private final OkHttpClient http;
  private final Socket socket;

  /** The one in use, or the last one. Set by the library's threads, read by the test's. */
  private volatile @Nullable WebSocket webSocket;

  /** Name of the transport in use. Library's event thread only. */
  private String transport = "";

  private JavaSocketIoClient(ClientOptions options, Consumer<Entry> listener) {
    log = new ClientLog(listener);
    acks = options.acks();
    // A dispatcher of its own: a shared one runs 64 connections at most.
    http =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher())
            .sslSocketFactory(
                TestTls.clients().getSocketFactory(), TestTls.trustManager(TestTls.AUTHORITY))
            .build();
    socket = IO.socket(options.url().resolve(options.namespace()), libraryOptions(options));
    listen();
  }

  /** Starts a client; the listener is called on the library's event thread. */
  static JavaSocketIoClient connect(ClientOptions options, Consumer<Entry> listener) {
    if (options.acks() == Acks.HOLD) {
      throw new IllegalArgumentException("this driver cannot hold acks");
    }
    JavaSocketIoClient client = new JavaSocketIoClient(options, listener);
    client.socket.connect();
    return client;
  }

  @Override
  public ClientLog log() {
    return log;
  }

  @Override
  public void emit(String event, Object... arguments) {
    socket.emit(event, OrgJson.toLibrary(arguments));
  }

  @Override
  public JsonNode emitForAck(String event, Object... arguments) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    Ack ack = values -> answer.complete(OrgJson.toJackson(values));
    socket.emit(event, OrgJson.toLibrary(arguments), ack);
    try {
      return answer.get(LineDriver.COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new DriverException("no ack of " + event, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException("interrupted while waiting for the ack of " + event, e);
    }
  }

  @Override
  public void ack(Entry event, Object... arguments) {
    throw new UnsupportedOperationException("this driver cannot hold acks");
  }

  @Override
  public void disconnect() {
    socket.disconnect();
  }

  /**
   * Drops the connection without a goodbye and stays away: what a crash looks like from outside.
   * Once this returns the listener is not called any more.
   */
  void vanish() {
    http.dispatcher().cancelAll();
    WebSocket open = webSocket;
    if (open != null) {
      open.cancel(); // the dispatcher forgets it once it is open
    }
    log.close();
    shutDown();
    socket.disconnect(); // nothing goes out any more: this only keeps it from coming back
  }

  @Override
  public void close() {
    disconnect();
    shutDown();
  }

  private void shutDown() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private IO.Options libraryOptions(ClientOptions options) {
    IO.Options library = new IO.Options();
    library.forceNew = true;
    library.auth = options.auth();
    library.reconnectionDelay = 50;
    library.reconnectionDelayMax = 500;
    library.timeout = 5_000;
    library.webSocketFactory =
        (request, listener) -> {
          WebSocket opened = http.newWebSocket(request, listener);
          webSocket = opened;
          return opened;
        };
    library.callFactory = http;
    if (!options.transports().isEmpty()) {
      library.transports = options.transports().toArray(new String[0]);
    }
    return library;
  }

  private void listen() {
    socket.io().on(Manager.EVENT_TRANSPORT, values -> watch((Transport) values[0]));
    socket.on(Socket.EVENT_CONNECT, values -> add(Kind.CONNECT, socket.id()));
    socket.on(Socket.EVENT_DISCONNECT, values -> add(Kind.DISCONNECT, values[0] + ""));
    socket.on(Socket.EVENT_CONNECT_ERROR, values -> add(Kind.ERROR, values[0] + ""));
    socket.onAnyIncoming(this::onEvent);
  }

  /**
   * Tells when the transport is the one in use. What is first heard on a probed one is the pong of
   * its probe; then it goes out that the client uses it from now on. On any other it is a packet.
   */
  private void watch(Transport opened) {
    AtomicBoolean probed = new AtomicBoolean();
    opened.on(
        Transport.EVENT_PACKET,
        values -> {
          String type = ((Packet<?>) values[0]).type;
          if (type.equals(Packet.PING)) {
            add(Kind.PING, "");
          }
          if (type.equals(Packet.PONG)) {
            probed.set(true);
          } else {
            inUse(opened.name);
          }
        });
    opened.on(
        Transport.EVENT_DRAIN,
        values -> {
          if (probed.get()) {
            inUse(opened.name);
          }
        });
  }

  private void inUse(String name) {
    if (!transport.equals(name)) {
      transport = name;
      add(Kind.TRANSPORT, name);
    }
  }

  private void add(Kind kind, String name) {
    log.add(new Entry(kind, name, JsonNodeFactory.instance.nullNode(), 0));
  }

  private void onEvent(Object... values) {
    boolean wantsAck = values[values.length - 1] instanceof Ack;
    int end = wantsAck ? values.length - 1 : values.length;
    JsonNode arguments = OrgJson.toJackson(Arrays.copyOfRange(values, 1, end));
    boolean logged = log.add(new Entry(Kind.EVENT, values[0] + "", arguments, 0));
    if (logged && wantsAck && acks == Acks.EACH) {
      ((Ack) values[values.length - 1]).call();
    }
  }
}
