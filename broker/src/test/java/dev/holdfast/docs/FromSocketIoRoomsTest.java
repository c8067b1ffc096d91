package dev.holdfast.docs;

import static dev.holdfast.docs.SocketIoRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.it.rig.Terminal;
import io.socket.client.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms, broadcasting and disconnecting, as {@code docs/coming-from-socket-io.md} shows them. */
class FromSocketIoRoomsTest {
  @TempDir Path data;
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private SocketIoRig rig;
  private HoldfastBackend io;

  @BeforeEach
  void start() throws Exception {
    rig = new SocketIoRig(data, "app");
    io = rig.backend("app", "/");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void log(String line) {
    logged.add(line);
  }

  /** A stock client that the back-end has put into rooms. */
  private Socket member(String name, String... rooms) throws Exception {
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    io.onConnection(
        socket -> {
          await(socket.join(rooms));
          joined.add("joined");
        });
    await(io.connect());
    Socket socket = rig.client(name);
    SocketIoRig.next(joined);
    return socket;
  }

  @Test
  void backendConnectsAndGreets() {
    String url = rig.url();
    // tag::start
    HoldfastBackend io = HoldfastBackend.builder(url).clientId("app").build();
    io.onConnection(socket -> socket.emit("hello", "world"));
    io.on("greet", (socket, event) -> socket.emit("greeted", event.arg(0, String.class)));
    io.connect();
    // end::start
    rig.closing(io);
    Terminal client = rig.run("start");
    client.awaitLine("hello world");
    client.awaitLine("greeted by stranger");
  }

  @Test
  void clientsJoinAndLeave() throws Exception {
    // tag::join
    io.onConnection(socket -> socket.join("some room"));
    io.on("enough", (socket, event) -> socket.leave("some room"));
    // end::join
    io.on(
        "post", (socket, event) -> io.to("some room").emit("posted", event.arg(0, Integer.class)));
    await(io.connect());
    Socket alice = rig.client("alice");
    alice.emit("post", 1);
    assertThat(rig.heard()).isEqualTo("alice: posted [1]");
    Socket bob = rig.client("bob");
    bob.emit("enough");
    bob.emit("post", 2);
    assertThat(rig.heard()).isEqualTo("alice: posted [2]");
    alice.emit("post", 3);
    assertThat(rig.heard()).isEqualTo("alice: posted [3]");
  }

  @Test
  void roomsAreEmittedTo() throws Exception {
    member("one", "room1");
    member("both", "room1", "room2");
    member("none");
    // tag::rooms
    io.to("room1").emit("to a room");
    io.to("room1").to("room2", "room3").emit("to several, each client once");
    io.except("room1").emit("to everyone else");
    io.to("room1").except("room2").emit("to some of it");
    // end::rooms
    assertThat(rig.heard(6))
        .containsExactlyInAnyOrder(
            "one: to a room []",
            "both: to a room []",
            "one: to several, each client once []",
            "both: to several, each client once []",
            "none: to everyone else []",
            "one: to some of it []");
  }

  @Test
  void senderIsLeftOutOfWhatItsHandlerEmits() throws Exception {
    // tag::sender
    io.on("typing", (socket, event) -> socket.to("some room").emit("typing", socket.sid()));
    // end::sender
    Socket alice = member("alice", "some room");
    member("bob", "some room");
    alice.emit("typing");
    assertThat(rig.heard()).isEqualTo("bob: typing [" + alice.id() + "]");
    await(io.emit("last"));
    assertThat(rig.heard(2)).containsExactlyInAnyOrder("alice: last []", "bob: last []");
  }

  @Test
  void allTabsOfAUserAreReached() throws Exception {
    // tag::user
    io.onConnection(socket -> socket.join("user:" + socket.auth("user").orElseThrow()));
    io.on("saved", (socket, event) -> io.to("user:7").emit("refresh"));
    // end::user
    await(io.connect());
    Socket tab = rig.client("tab", "/", Map.of("user", "7"));
    Socket other = rig.client("other", "/", Map.of("user", "8"));
    tab.emit("saved");
    assertThat(rig.heard()).isEqualTo("tab: refresh []");
    other.emit("saved");
    assertThat(rig.heard()).isEqualTo("tab: refresh []");
  }

  @Test
  void roomsAreKnownAtTheEnd() throws Exception {
    // tag::disconnecting
    io.onDisconnecting(
        (socket, end) -> end.rooms().forEach(room -> io.to(room).emit("left", socket.sid())));
    io.onDisconnect((socket, end) -> log("gone: " + end.reason()));
    // end::disconnecting
    member("alice", "some room");
    Socket bob = member("bob", "some room");
    String sid = bob.id();
    bob.disconnect();
    assertThat(rig.heard(2))
        .containsExactlyInAnyOrder(
            "bob: disconnected [io client disconnect]", "alice: left [" + sid + "]");
    assertThat(SocketIoRig.next(logged)).isEqualTo("gone: client namespace disconnect");
  }

  @Test
  void everyoneIsToldAndEveryoneElse() throws Exception {
    // tag::broadcast
    io.on(
        "hi",
        (socket, event) -> {
          io.emit("hello", "everyone");
          socket.broadcast().emit("hello", "everyone but the sender");
          socket.emit("hello", "sender");
        });
    // end::broadcast
    Socket alice = member("alice");
    member("bob");
    alice.emit("hi");
    assertThat(rig.heard(4))
        .containsExactlyInAnyOrder(
            "alice: hello [everyone]",
            "alice: hello [sender]",
            "bob: hello [everyone]",
            "bob: hello [everyone but the sender]");
  }

  @Test
  void volatileEventsReachWhoIsThere() throws Exception {
    io.on(
        "move",
        (socket, event) -> {
          // tag::volatile
          io.asVolatile().emit("cursor", 3, 4);
          io.to("some room").asVolatile().emit("cursor", 5, 6);
          socket.asVolatile().emit("cursor", 7, 8);
          // end::volatile
        });
    member("alice", "some room").emit("move");
    assertThat(rig.heard(3))
        .isEqualTo(List.of("alice: cursor [3, 4]", "alice: cursor [5, 6]", "alice: cursor [7, 8]"));
  }

  @Test
  void sessionsAreEnded() throws Exception {
    // tag::disconnect
    io.on("logout", (socket, event) -> socket.disconnect());
    io.on("cheat", (socket, event) -> socket.disconnect(true));
    // end::disconnect
    Socket alice = member("alice");
    alice.emit("logout");
    assertThat(rig.heard()).isEqualTo("alice: disconnected [io server disconnect]");
    member("bob").emit("cheat");
    assertThat(rig.heard()).isEqualTo("bob: disconnected [io server disconnect]");
  }
}
