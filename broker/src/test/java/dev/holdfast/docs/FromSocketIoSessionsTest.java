package dev.holdfast.docs;

import static dev.holdfast.docs.SocketIoRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.FetchedSession;
import dev.holdfast.client.HoldfastBackend;
import io.socket.client.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/coming-from-socket-io.md} shows of many sessions and of private messages. */
class FromSocketIoSessionsTest {
  @TempDir Path data;
  private final BlockingQueue<String> joined = new LinkedBlockingQueue<>();
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

  @Test
  void sessionsAreFetchedMovedAndEnded() throws Exception {
    io.onConnection(
        socket -> {
          await(socket.join("room1"));
          joined.add("joined");
        });
    await(io.connect());
    Socket alice = rig.client("alice");
    rig.client("bob");
    assertThat(SocketIoRig.next(joined) + SocketIoRig.next(joined)).isEqualTo("joinedjoined");
    String sid = alice.id();
    // tag::sessions
    io.to("room1").sessionsJoin("room2", "room3").toCompletableFuture().join();
    io.to(sid).sessionsLeave("room3").toCompletableFuture().join();
    List<FetchedSession> found = io.to("room2").fetchSessions().toCompletableFuture().join();
    for (FetchedSession socket : found) {
      socket.emit("you are in", socket.fetchedRooms());
    }
    // end::sessions
    assertThat(rig.heard(2))
        .containsExactlyInAnyOrder(
            "alice: you are in [[\"room1\",\"room2\"]]",
            "bob: you are in [[\"room1\",\"room2\",\"room3\"]]");
    // tag::disconnectSessions
    io.to("room2").except(sid).disconnectSessions(true);
    io.disconnectSessions(false);
    // end::disconnectSessions
    assertThat(rig.heard(2))
        .containsExactlyInAnyOrder(
            "alice: disconnected [io server disconnect]",
            "bob: disconnected [io server disconnect]");
    assertThat(io.fetchSessions().toCompletableFuture().get()).as("io itself stays").isEmpty();
  }

  @Test
  void sessionsSendEachOtherMessages() throws Exception {
    Map<String, String> names = new ConcurrentHashMap<>();
    // tag::direct
    io.onConnection(
        socket -> {
          names.put(socket.sid(), socket.auth("username").orElse("somebody"));
          socket.emit("users", names);
          socket.broadcast().emit("user connected", socket.sid(), names.get(socket.sid()));
        });
    io.on(
        "private message",
        (socket, event) ->
            io.to(event.arg(0, String.class))
                .emit("private message", socket.sid(), event.arg(1, String.class)));
    // end::direct
    await(io.connect());
    Socket alice = rig.client("alice", "/", Map.of("username", "Alice"));
    assertThat(rig.heard()).startsWith("alice: users ");
    Socket bob = rig.client("bob", "/", Map.of("username", "Bob"));
    assertThat(rig.heard(2))
        .contains("alice: user connected [" + bob.id() + ", Bob]")
        .anySatisfy(line -> assertThat(line).startsWith("bob: users ").contains("Alice"));
    alice.emit("private message", bob.id(), "hi");
    assertThat(rig.heard()).isEqualTo("bob: private message [" + alice.id() + ", hi]");
  }

  @Test
  void clientsSendEachOtherMessagesThatWait() throws Exception {
    // tag::named
    io.on(
        "private message",
        (socket, event) ->
            io.toClient(event.arg(0, String.class))
                .emit("private message", socket.clientId().orElse(""), event.arg(1, String.class)));
    // end::named
    await(io.connect());
    Socket bob = rig.client("bob", "/", Map.of("clientId", "bob"));
    bob.disconnect();
    assertThat(rig.heard()).startsWith("bob: disconnected");
    Socket alice = rig.client("alice", "/", Map.of("clientId", "alice"));
    alice.emit("private message", "bob", "for your return");
    rig.client("bob again", "/", Map.of("clientId", "bob"));
    assertThat(rig.heard()).isEqualTo("bob again: private message [alice, for your return]");
  }
}
