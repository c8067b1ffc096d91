package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.ClientState;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConnectingTest extends ClientFixture {
  @Test
  void connectSaysWhoItIsAndHowItAcknowledges() throws Exception {
    use(builder().namespace("orders").token("secret"));
    client.onState((state, reason) -> said.add(state.name()));
    CompletionStage<Void> connected = client.connect();
    FakeBroker.Peer peer = broker.accept();
    assertThat(peer.uri()).isEqualTo("/socket.io/?EIO=4&transport=websocket");
    peer.handshake(25_000, 20_000);
    assertThat(peer.next())
        .isEqualTo(
            "40/orders,{\"clientId\":\"alice\",\"token\":\"secret\",\"ack\":\"batch\","
                + "\"window\":\"500\"}");
    assertThat(connected.toCompletableFuture()).isNotDone();
    peer.send("40/orders,{\"sid\":\"s\"}");
    await(connected);
    assertThat(heard()).isEqualTo("CONNECTING");
    assertThat(heard()).isEqualTo("CONNECTED");
    assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
  }

  @Test
  void lostConnectionIsMadeAgain() throws Exception {
    client.onState((state, reason) -> said.add(state.name()));
    FakeBroker.Peer peer = connected();
    reconnected(reconnected(peer));
    for (String state :
        List.of("CONNECTING", "CONNECTED", "DISCONNECTED", "CONNECTING", "CONNECTED")) {
      assertThat(heard()).isEqualTo(state);
    }
  }

  @Test
  void brokerThatStopsIsLeftTheTimeItAsksFor() throws Exception {
    FakeBroker.Peer peer = connected();
    peer.send("42[\"$restart\",{\"afterMs\":400}]");
    long begun = System.nanoTime();
    reconnected(peer);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void pingIsAnswered() throws Exception {
    FakeBroker.Peer peer = connected();
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
  }

  @Test
  void silentBrokerIsLeft() throws Exception {
    client.connect();
    FakeBroker.Peer silent = broker.accept();
    silent.handshake(40, 20);
    silent.answerConnect("{}");
    broker.acceptAndJoin("{}");
    assertThat(silent.next()).isEqualTo("closed");
  }

  @Test
  void brokenProtocolIsLeft() throws Exception {
    FakeBroker.Peer peer = connected();
    for (String broken : new String[] {"x", "42[", "43{}", "0{}", "40{}", "452-", "1"}) {
      peer.send(broken);
      assertThat(peer.next()).as("after %s", broken).isEqualTo("closed");
      peer = broker.acceptAndJoin("{}");
    }
    peer.sendBinary("unexpected");
    assertThat(peer.next()).isEqualTo("closed");
  }

  @Test
  void refusedNamespaceIsFinal() throws Exception {
    client.onState((state, reason) -> said.add(state + " " + reason));
    CompletionStage<Void> connected = client.connect();
    CompletionStage<?> emitted = client.emitToEveryone("a");
    FakeBroker.Peer peer = broker.accept();
    peer.handshake(25_000, 20_000);
    peer.send("44{\"message\":\"bad token\",\"data\":{\"code\":\"unauthorized\"}}");
    assertFails(connected, "unauthorized");
    assertFails(emitted, "unauthorized");
    assertFails(client.join("R"), "unauthorized");
    assertThat(heard()).isEqualTo("CONNECTING ");
    assertThat(heard()).isEqualTo("CLOSED bad token");
    assertThat(client.state()).isEqualTo(ClientState.CLOSED);
  }

  @Test
  void takeoverByANewerSessionIsFinal() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<?> emitted = client.emitToEveryone("a");
    peer.send("41");
    assertFails(emitted, "disconnected");
    assertThat(client.state()).isEqualTo(ClientState.CLOSED);
  }

  @Test
  void closeWaitsForConfirmsAndReceipts() throws Exception {
    use(builder().closeTimeout(Duration.ofSeconds(10)));
    CountDownLatch finish = new CountDownLatch(1);
    client.onAny(
        event -> {
          said.add(event.position());
          finish.await();
        });
    FakeBroker.Peer peer = connected();
    CompletionStage<?> emitted = client.emitToEveryone("a");
    long emit = peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"a\"]");
    peer.deliver("news", "p1");
    peer.deliver("news", "p2");
    assertThat(heard()).isEqualTo("p1");

    CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
    peer.answer(emit, "{\"position\":\"p\"}");
    await(emitted);
    awaitClosing();
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
    finish.countDown();
    long ack = peer.expectCall("[\"$ack\",{\"upTo\":\"p1\"}]");
    assertThat(closing).isNotDone();
    peer.answer(ack, "{}");
    assertThat(peer.next()).isEqualTo("41");
    await(closing);
    assertThat(said).as("no further event was begun").isEmpty();
  }

  /** Asks for what is refused anyway, until it is refused for the closing. */
  private void awaitClosing() throws Exception {
    String code = "";
    while (!code.equals(HoldfastException.CLOSED)) {
      code =
          await(
              client
                  .emitToEveryone("big", "x".repeat(1000))
                  .handle((confirm, failure) -> ((HoldfastException) cause(failure)).code()));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  @Test
  void closeGivesUpInTime() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<?> emitted = client.emitToEveryone("a");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"a\"]");
    client.close();
    assertFails(emitted, HoldfastException.CLOSED);
    assertFails(client.emitToEveryone("b"), HoldfastException.CLOSED);
    assertThat(peer.next()).isEqualTo("41");
  }

  @Test
  void handlerMayCloseItsClient() throws Exception {
    client.onAny(event -> client.close());
    FakeBroker.Peer peer = connected();
    peer.deliver("news", "p1");
    peer.receipt("{\"upTo\":\"p1\"}");
    assertThat(peer.next()).isEqualTo("41");
  }

  @Test
  @Timeout(20)
  void closeAfterTheEndWaitsForNothing() throws Exception {
    use(builder().closeTimeout(Duration.ofMinutes(1)));
    connected().send("41");
    assertFails(client.emitToEveryone("a"), "disconnected");
    client.close();
    client.close();
  }

  @Test
  void closeBeforeConnectEndsIt() throws Exception {
    client.close();
    assertFails(client.connect(), HoldfastException.CLOSED);
  }

  @Test
  void badUrlIsRefused() {
    for (String url : new String[] {"ftp://h", "localhost:7400", "/x", "http:///x"}) {
      assertThatIllegalArgumentException().as(url).isThrownBy(() -> HoldfastClient.builder(url));
    }
  }

  private static void assertFails(CompletionStage<?> stage, String code) {
    assertThatThrownBy(() -> await(stage))
        .cause()
        .isInstanceOfSatisfying(
            HoldfastException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
