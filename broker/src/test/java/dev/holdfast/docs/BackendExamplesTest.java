package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.client.Decision;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.Session;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the section on back-ends in {@code docs/client-sdk.md}, run. */
class BackendExamplesTest {
  @TempDir Path dataDir;
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private Broker broker;
  private HoldfastBackend chat;

  @BeforeEach
  void start() throws Exception {
    Destination toChat = new Destination.One(StreamName.Kind.INBOX, "chat");
    Routes routes =
        new Routes(
            List.of(new Routes.Rule("price?", new Route(toChat, Route.NO_ID, 5000))), toChat);
    Backends open = new Backends(List.of("chat"), null, 5000);
    Backends guarded = new Backends(List.of("chat"), "chat", 5000);
    broker =
        TestBrokers.start(
            dataDir,
            List.of(
                new NamespaceConfig("/", new NamespaceRules(false, open, routes)),
                new NamespaceConfig("/guarded", new NamespaceRules(false, guarded, routes))));
    chat = HoldfastBackend.builder(broker.url()).clientId("chat").build();
  }

  @AfterEach
  void stop() {
    sockets.forEach(Socket::disconnect);
    chat.close();
    broker.close();
  }

  private void log(String line) {
    logged.add(line);
  }

  private static int price(String item) {
    return item.length();
  }

  private static boolean isValid(String token) {
    return token.equals("valid");
  }

  @Test
  void handlers() throws Exception {
    String url = broker.url();
    chat.close();
    // tag::backend
    HoldfastBackend chat = HoldfastBackend.builder(url).clientId("chat").build();
    chat.onConnection(
        session -> {
          session.join("lobby");
          session.to("lobby").emit("user joined", session.auth("name").orElse("somebody"));
        });
    chat.on(
        "chat message",
        (session, event) -> chat.to("lobby").emit("chat message", event.arg(0, String.class)));
    chat.onDisconnecting(
        (session, end) -> session.to("lobby").emit("user left", end.reason(), end.rooms()));
    chat.connect();
    // end::backend
    this.chat = chat;
    Socket alice = client("/", Map.of("name", "Alice"));
    listen(alice, "alice");
    alice.emit("chat message", "hi");
    assertThat(next(heard)).isEqualTo("alice: chat message [hi]");
    Socket bob = client("/", Map.of("name", "Bob"));
    assertThat(next(heard)).isEqualTo("alice: user joined [Bob]");
    bob.disconnect();
    assertThat(next(heard)).startsWith("alice: user left [client namespace disconnect, ");
  }

  @Test
  void replies() throws Exception {
    // tag::reply
    chat.on("price?", (session, event) -> event.reply(price(event.arg(0, String.class))));
    // end::reply
    chat.connect();
    client("/", Map.of())
        .emit("price?", new Object[] {"anvil"}, (Ack) prices -> log(Arrays.toString(prices)));
    assertThat(next(logged)).isEqualTo("[5]");
  }

  @Test
  void emitters() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    chat.onConnection(
        session -> {
          session.join("lobby").toCompletableFuture().get(10, TimeUnit.SECONDS);
          sessions.add(session);
        });
    await(chat.connect());
    listen(client("/", Map.of("clientId", "alice")), "alice");
    String sid = sessions.poll(10, TimeUnit.SECONDS).sid();
    // tag::emitters
    chat.emit("notice", "closing at eight");
    chat.to("lobby", "garden").except("muted").emit("news", "for members of either");
    chat.toClient("alice").emit("note", "kept until she comes");
    chat.asVolatile().to("lobby").emit("typing", "alice");
    chat.session(sid).emit("welcome", new byte[] {1, 2, 3});
    // end::emitters
    assertThat(next(heard)).isEqualTo("alice: notice [closing at eight]");
    assertThat(next(heard)).isEqualTo("alice: news [for members of either]");
    assertThat(next(heard)).isEqualTo("alice: note [kept until she comes]");
    assertThat(next(heard)).isEqualTo("alice: typing [alice]");
    assertThat(next(heard)).startsWith("alice: welcome ");
  }

  @Test
  void questions() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    chat.onConnection(
        session -> {
          session.join("lobby").toCompletableFuture().get(10, TimeUnit.SECONDS);
          sessions.add(session);
        });
    await(chat.connect());
    Socket alice = client("/", Map.of());
    alice.on("ready?", args -> ((Ack) args[0]).call(true));
    alice.on("your name?", args -> ((Ack) args[0]).call("Alice"));
    String sid = sessions.poll(10, TimeUnit.SECONDS).sid();
    // tag::ask
    chat.to("lobby")
        .emitWithAck(Duration.ofSeconds(5), "ready?")
        .thenAccept(
            answers -> {
              answers.answers().forEach(answer -> log(answer.sid() + ": " + answer.json(0)));
              answers.missing().forEach(silent -> log("no answer of " + silent.sid()));
            });
    chat.session(sid)
        .emitWithAck(Duration.ofSeconds(5), "your name?")
        .thenAccept(answer -> log(answer.arg(0, String.class)));
    // end::ask
    assertThat(List.of(next(logged), next(logged)))
        .containsExactlyInAnyOrder(sid + ": true", "Alice");
  }

  @Test
  void manySessions() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    chat.onConnection(
        session -> {
          session.join("lobby").toCompletableFuture().get(10, TimeUnit.SECONDS);
          sessions.add(session);
        });
    await(chat.connect());
    for (String name : List.of("alice", "bob")) {
      client("/", Map.of("name", name));
      assertThat(sessions.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    // tag::sessions
    chat.to("lobby")
        .sessionsJoin("garden")
        .thenCompose(joined -> chat.to("garden").fetchSessions())
        .thenAccept(found -> log(found.size() + " in the garden"));
    chat.to("spammers").disconnectSessions(false);
    // end::sessions
    assertThat(next(logged)).isEqualTo("2 in the garden");
  }

  @Test
  void authorizes() throws Exception {
    chat.close();
    chat = HoldfastBackend.builder(broker.url()).clientId("chat").namespace("/guarded").build();
    // tag::authorize
    chat.authorize(
        request ->
            request.auth("token").filter(token -> isValid(token)).isPresent()
                ? Decision.accept()
                : Decision.refuse("not authorized", Map.of("retry", false)));
    // end::authorize
    chat.connect();
    client("/guarded", Map.of("token", "valid"));
    socket("/guarded", Map.of("token", "stolen")).connect();
    assertThat(next(heard)).contains("not authorized").contains("retry");
  }

  @Test
  void pageShowsTheseExamples() throws Exception {
    new Examples(BackendExamplesTest.class).assertShownIn("docs/client-sdk.md");
  }

  /** A stock client, connected. */
  private Socket client(String namespace, Map<String, String> auth) throws Exception {
    Socket socket = socket(namespace, auth);
    BlockingQueue<String> connected = new LinkedBlockingQueue<>();
    socket.on(Socket.EVENT_CONNECT, args -> connected.add(socket.id()));
    socket.connect();
    next(connected);
    return socket;
  }

  private Socket socket(String namespace, Map<String, String> auth) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.transports = new String[] {"websocket"};
    options.auth = auth;
    Socket socket = IO.socket(URI.create(broker.url() + namespace), options);
    socket.on(Socket.EVENT_CONNECT_ERROR, args -> heard.add(Arrays.toString(args)));
    sockets.add(socket);
    return socket;
  }

  private void listen(Socket socket, String name) {
    socket.onAnyIncoming(
        args ->
            heard.add(name + ": " + args[0] + " " + Arrays.asList(args).subList(1, args.length)));
  }

  private static void await(CompletionStage<?> stage) throws Exception {
    stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    String line = queue.poll(10, TimeUnit.SECONDS);
    assertThat(line).as("a line within 10 s").isNotNull();
    return line;
  }
}
