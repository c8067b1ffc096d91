package dev.holdfast.docs;

import static dev.holdfast.docs.SocketIoRig.await;
import static dev.holdfast.docs.SocketIoRig.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.it.rig.Terminal;
import io.socket.client.Ack;
import io.socket.client.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery, retries and the chat of {@code docs/coming-from-socket-io.md}. */
class FromSocketIoDeliveryTest {
  @TempDir Path data;
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private SocketIoRig rig;

  @AfterEach
  void stop() {
    rig.close();
  }

  private void log(String line) {
    logged.add(line);
  }

  @Test
  void connectionStateIsRecovered() throws Exception {
    rig = new SocketIoRig(data, "recovery");
    HoldfastBackend io = rig.backend("app", "/");
    // tag::recovery
    io.onConnection(
        socket -> {
          if (!socket.recovered()) {
            socket.join("news");
          }
          log(socket.recovered() ? "recovered" : "new");
        });
    // end::recovery
    await(io.connect());
    Terminal client =
        rig.run(
            "recovery",
            "socket.on('news', (text) => console.log('news:', text));",
            "socket.on('cut', () => socket.io.engine.close());");
    client.awaitLine("recovered: false");
    assertThat(next(logged)).isEqualTo("new");
    io.to("news").emit("cut");
    io.to("news").emit("news", "was missed");
    client.awaitLine("recovered: true");
    client.awaitLine("news: was missed");
    assertThat(next(logged)).isEqualTo("recovered");
  }

  // tag::chat
  void chat(HoldfastBackend io) {
    io.onConnection(socket -> log("a user connected"));
    io.onDisconnect((socket, end) -> log("user disconnected"));
    io.on("chat message", (socket, event) -> io.emit("chat message", event.arg(0, String.class)));
    io.connect();
  }

  // end::chat

  @Test
  void whoWasAwayAndWhoIsNewGetsTheChat() throws Exception {
    rig = new SocketIoRig(data, "chat");
    chat(rig.backend("app", "/"));
    Socket bob = rig.client("bob", "/", Map.of("clientId", "bob"));
    bob.emit("chat message", "before she came", "1");
    assertThat(rig.heard()).isEqualTo("bob: chat message [before she came]");
    Terminal alice = rig.run("chat", "send('hello');");
    alice.awaitLine("before she came");
    alice.awaitLine("hello");
    assertThat(rig.heard()).isEqualTo("bob: chat message [hello]");
    alice.stop();
    bob.emit("chat message", "while she was away", "2");
    rig.run("chat").awaitLine("while she was away");
    assertThat(next(logged)).isEqualTo("a user connected");
  }

  @Test
  void messageThatIsSentAgainIsStoredOnceAndWaitsForABackend() throws Exception {
    rig = new SocketIoRig(data, "chat");
    Socket bob = rig.client("bob", "/", Map.of("clientId", "bob"));
    BlockingQueue<String> confirms = new LinkedBlockingQueue<>();
    for (int i = 0; i < 2; i++) {
      Object[] message = {"sent twice", "id-1"};
      bob.emit("chat message", message, (Ack) args -> confirms.add(Arrays.toString(args)));
    }
    assertThat(next(confirms)).contains("position").isEqualTo(next(confirms));
    bob.emit("chat message", "last", "id-2");
    chat(rig.backend("app", "/"));
    assertThat(rig.heard()).isEqualTo("bob: chat message [sent twice]");
    assertThat(rig.heard()).isEqualTo("bob: chat message [last]");
  }
}
