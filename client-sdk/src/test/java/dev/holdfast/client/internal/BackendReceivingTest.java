package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.client.Handshake;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.NewSession;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BackendReceivingTest extends BackendFixture {
  private static final Pattern POSITION = Pattern.compile("\"p([0-9]+)\"");

  record Token(String token, int version) {}

  @Test
  void backEndAttachesToASharedQueue() throws Exception {
    backend.connect();
    FakeBroker.Peer peer = broker.accept();
    peer.handshake(25_000, 20_000);
    assertThat(peer.answerConnect("{}"))
        .isEqualTo(
            "40{\"clientId\":\"chat\",\"shared\":\"true\",\"ack\":\"batch\",\"window\":\"500\"}");
  }

  @Test
  void backEndWithoutANameIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> HoldfastBackend.builder("http://broker").build());
  }

  @Test
  void handlerGetsTheSessionThatEmitted() throws Exception {
    backend.on(
        "chat message",
        (session, event) -> said.add(session + " said " + event.arg(0, String.class)));
    FakeBroker.Peer peer = connected();
    deliver(peer, "\"chat message\",\"hi\"", "p1", "\"sid\":\"S1\",\"from\":\"alice\"");
    assertThat(heard()).isEqualTo("session S1 of alice said hi");
    peer.receipt("{\"upTo\":\"p1\"}");
    deliver(peer, "\"chat message\",\"ho\"", "p2", "\"sid\":\"S2\"");
    assertThat(heard()).isEqualTo("session S2 said ho");
    peer.receipt("{\"upTo\":\"p2\"}");
  }

  @Test
  void eventWithoutItsOwnHandlerGoesToAny() throws Exception {
    backend.onAny((session, event) -> said.add(event.name()));
    backend.on("known", (session, event) -> said.add("own"));
    FakeBroker.Peer peer = connected();
    deliver(peer, "\"known\"", "p1", "\"sid\":\"S\"");
    assertThat(heard()).isEqualTo("own");
    deliver(peer, "\"other\"", "p2", "\"sid\":\"S\"");
    assertThat(heard()).isEqualTo("other");
  }

  @Test
  void wordsOfTheBrokerGoToNoHandlerOfEvents() throws Exception {
    backend.onAny((session, event) -> said.add(event.name()));
    FakeBroker.Peer peer = connected();
    deliver(peer, "\"$connection\",{\"sid\":\"S\"}", "p1", "\"sid\":\"S\"");
    peer.receipt("{\"upTo\":\"p1\"}");
    assertThat(said).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> backend.on("$connection", (session, event) -> {}));
  }

  @Test
  void beginningSessionTellsWhoItIs() throws Exception {
    BlockingQueue<NewSession> sessions = new LinkedBlockingQueue<>();
    backend.onConnection(sessions::add);
    FakeBroker.Peer peer = connected();
    deliver(
        peer,
        "\"$connection\",{\"sid\":\"S\",\"clientId\":\"alice\",\"recovered\":true,"
            + "\"auth\":{\"token\":\"x\",\"version\":2},\"handshake\":{\"address\":\"10.0.0.1\","
            + "\"time\":1700000000000,\"url\":\"/socket.io/?EIO=4\",\"query\":{\"EIO\":\"4\"},"
            + "\"headers\":{\"host\":\"h\",\"x-many\":[\"a\",\"b\"]},\"secure\":true}}",
        "p1",
        "\"sid\":\"S\"");
    NewSession session = sessions.poll(10, TimeUnit.SECONDS);
    assertThat(session.sid()).isEqualTo("S");
    assertThat(session.clientId()).contains("alice");
    assertThat(session.namespace()).isEqualTo("/");
    assertThat(session.recovered()).isTrue();
    assertThat(session.auth(Token.class)).isEqualTo(new Token("x", 2));
    assertThat(session.auth("version")).contains("2");
    assertThat(session.auth("other")).isEmpty();
    assertThat(session.handshake())
        .isEqualTo(
            new Handshake(
                "10.0.0.1",
                Instant.ofEpochMilli(1700000000000L),
                "/socket.io/?EIO=4",
                Map.of("host", "h", "x-many", "a, b"),
                Map.of("EIO", "4"),
                true));
    assertThat(session).isEqualTo(backend.session("S")).hasSameHashCodeAs(backend.session("S"));
  }

  @Test
  void sessionWithoutAuthHasAnEmptyOne() throws Exception {
    backend.onConnection(session -> said.add(session.auth(Map.class).toString()));
    FakeBroker.Peer peer = connected();
    deliver(peer, "\"$connection\",{\"sid\":\"S\",\"auth\":null}", "p1", "\"sid\":\"S\"");
    assertThat(heard()).isEqualTo("{}");
  }

  @Test
  void endOfASessionIsToldToDisconnectingFirst() throws Exception {
    backend.onDisconnect((session, end) -> said.add(session.sid() + " " + end.reason()));
    backend.onDisconnecting((session, end) -> said.add("rooms " + end.rooms()));
    FakeBroker.Peer peer = connected();
    deliver(
        peer,
        "\"$disconnect\",{\"sid\":\"S\",\"reason\":\"ping timeout\",\"rooms\":[\"S\",\"R\"]}",
        "p1",
        "\"sid\":\"S\"");
    assertThat(heard()).isEqualTo("rooms [S, R]");
    assertThat(heard()).isEqualTo("S ping timeout");
    peer.receipt("{\"upTo\":\"p1\"}");
  }

  @Test
  void throwingAsksForTheEventAgain() throws Exception {
    backend.onError((event, failure) -> said.add(failure.getMessage()));
    backend.onConnection(
        session -> {
          throw new IllegalStateException("no database");
        });
    FakeBroker.Peer peer = connected();
    deliver(peer, "\"$connection\",{\"sid\":\"S\"}", "p1", "\"sid\":\"S\"");
    assertThat(heard()).isEqualTo("no database");
    assertThat(peer.next()).matches("42[0-9]+\\[\"\\$nack\",.*").contains("\"p1\"").contains("100");
    deliver(peer, "\"other\"", "p2", "\"sid\":\"S\"");
    peer.receipt("{\"also\":[\"p2\"]}");
  }

  @Test
  void asynchronousHandlerAcknowledgesWhenItsStageCompletes() throws Exception {
    CompletableFuture<String> slow = new CompletableFuture<>();
    backend.onAsync("slow", (session, event) -> slow);
    FakeBroker.Peer peer = connected();
    deliver(peer, "\"slow\"", "p1", "\"sid\":\"S\"");
    deliver(peer, "\"other\"", "p2", "\"sid\":\"S\"");
    peer.receipt("{\"also\":[\"p2\"]}");
    slow.complete("");
    peer.receipt("{\"upTo\":\"p2\"}");
  }

  /** An instance that dies between the two would have acknowledged what it did not do. */
  @Test
  void whatAHandlerAskedForIsSentBeforeTheAcknowledgement() throws Exception {
    int events = 400;
    backend.onAny((session, event) -> session.join(event.position()));
    FakeBroker.Peer peer = connected();
    for (int i = 0; i < events; i++) {
      deliver(peer, "\"e\"", "p" + i, "\"sid\":\"S\"");
    }
    int joined = -1;
    int acknowledged = -1;
    while (acknowledged < events - 1) {
      String frame = peer.next();
      Matcher position = POSITION.matcher(frame);
      assertThat(position.find()).as(frame).isTrue();
      if (frame.contains("$ack")) {
        acknowledged = Integer.parseInt(position.group(1));
      } else {
        joined = Integer.parseInt(position.group(1));
      }
      assertThat(acknowledged).isLessThanOrEqualTo(joined);
      peer.answer(Long.parseLong(frame.substring(2, frame.indexOf('['))), "{}");
    }
  }

  private static void deliver(
      FakeBroker.Peer peer, String elements, String position, String headers) {
    peer.deliverEvent(elements, "\"p\":\"" + position + "\"," + headers);
  }
}
