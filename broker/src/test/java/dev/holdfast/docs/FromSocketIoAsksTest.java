package dev.holdfast.docs;

import static dev.holdfast.docs.SocketIoRig.await;
import static dev.holdfast.docs.SocketIoRig.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.Decision;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.it.rig.Terminal;
import io.socket.client.Ack;
import io.socket.client.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acknowledgements, middleware and namespaces of {@code docs/coming-from-socket-io.md}. */
class FromSocketIoAsksTest {
  @TempDir Path data;
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private SocketIoRig rig;

  @AfterEach
  void stop() {
    rig.close();
  }

  private HoldfastBackend app() throws Exception {
    rig = new SocketIoRig(data, "app");
    return rig.backend("app", "/");
  }

  private void log(String line) {
    logged.add(line);
  }

  @Test
  void handlersReply() throws Exception {
    HoldfastBackend io = app();
    // tag::reply
    io.on(
        "sum",
        (socket, event) -> event.reply(event.arg(0, Integer.class) + event.arg(1, Integer.class)));
    // end::reply
    io.connect();
    Terminal client = rig.run("reply");
    client.awaitLine("sum is 3");
    client.awaitLine("sum is 7");
  }

  @Test
  void oneClientIsAsked() throws Exception {
    HoldfastBackend io = app();
    // tag::ask
    io.on(
        "ready",
        (socket, event) ->
            socket
                .emitWithAck(Duration.ofSeconds(1), "hello", "world")
                .whenComplete(
                    (answer, failure) ->
                        log(failure == null ? answer.arg(0, String.class) : "no answer")));
    // end::ask
    await(io.connect());
    Socket alice = rig.client("alice");
    alice.emit("ready");
    assertThat(next(logged)).isEqualTo("no answer");
    alice.on("hello", args -> ((Ack) args[1]).call("hi " + args[0]));
    alice.emit("ready");
    assertThat(next(logged)).isEqualTo("hi world");
  }

  @Test
  void roomIsAsked() throws Exception {
    HoldfastBackend io = app();
    io.onConnection(
        socket -> {
          await(socket.join("some room"));
          log("joined");
        });
    await(io.connect());
    rig.client("bob");
    Socket alice = rig.client("alice");
    alice.on("hello", args -> ((Ack) args[1]).call("hi"));
    assertThat(next(logged) + next(logged)).isEqualTo("joinedjoined");
    // tag::askRoom
    io.to("some room")
        .emitWithAck(Duration.ofSeconds(1), "hello", "world")
        .thenAccept(
            answers -> {
              answers.answers().forEach(answer -> log("answer " + answer.arg(0, String.class)));
              answers.missing().forEach(silent -> log("silent " + silent.sid().orElse("")));
            });
    // end::askRoom
    assertThat(next(logged)).isEqualTo("answer hi");
    assertThat(next(logged)).startsWith("silent ");
  }

  @Test
  void backendDecidesWhoConnects() throws Exception {
    rig = new SocketIoRig(data, "admin");
    String url = rig.url();
    // tag::middleware
    HoldfastBackend admin =
        HoldfastBackend.builder(url).clientId("admin").namespace("/admin").build();
    admin.authorize(
        request ->
            request.auth("token").orElse("").equals("valid")
                ? Decision.accept()
                : Decision.refuse("not authorized", Map.of("content", "Please retry later")));
    admin.onConnection(socket -> socket.emit("welcome", socket.handshake().address()));
    admin.connect();
    // end::middleware
    rig.closing(admin);
    Terminal client = rig.run("middleware");
    client.awaitLine("refused: not authorized, Please retry later");
    client.awaitLine("welcome from 127.0.0.1");
  }

  // tag::dynamic
  HoldfastBackend open(String url, String namespace) {
    HoldfastBackend workspace =
        HoldfastBackend.builder(url).clientId("workspaces").namespace(namespace).build();
    workspace.onConnection(socket -> workspace.emit("hello", socket.namespace()));
    workspace.connect();
    return workspace;
  }

  // end::dynamic

  @Test
  void namespacesOfAPatternEachHaveABackend() throws Exception {
    rig = new SocketIoRig(data, "workspaces");
    String url = rig.url();
    rig.closing(open(url, "/workspace-1"));
    rig.closing(open(url, "/workspace-2"));
    rig.client("alice", "/workspace-1", Map.of());
    assertThat(rig.heard()).isEqualTo("alice: hello [/workspace-1]");
    rig.client("bob", "/workspace-2", Map.of());
    assertThat(rig.heard()).isEqualTo("bob: hello [/workspace-2]");
    rig.socket("carol", "/other", Map.of()).connect();
    assertThat(rig.heard()).startsWith("carol: refused ").contains("Invalid namespace");
  }
}
