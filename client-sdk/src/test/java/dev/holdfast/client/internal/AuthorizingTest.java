package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.Decision;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AuthorizingTest extends BackendFixture {
  @Test
  void clientIsAcceptedOrRefusedWithMessageAndData() throws Exception {
    backend.authorize(
        request ->
            request.auth("token").filter("good"::equals).isPresent()
                ? Decision.accept()
                : Decision.refuse("who are you", Map.of("code", 7)));
    FakeBroker.Peer peer = connected();
    ask(peer, 1, "good");
    assertThat(peer.next()).isEqualTo("431[{\"accept\":true}]");
    ask(peer, 2, "bad");
    assertThat(peer.next())
        .isEqualTo("432[{\"accept\":false,\"message\":\"who are you\",\"data\":{\"code\":7}}]");
  }

  /** A refusal is final for a stock client; a database that is away for a moment must not be. */
  @Test
  void questionThatCannotBeDecidedStaysUnanswered() throws Exception {
    backend.authorize(
        request -> {
          said.add("asked");
          if (request.auth("token").filter("break"::equals).isPresent()) {
            throw new IllegalStateException("no database");
          }
          return request.auth("token").isPresent() ? Decision.refuse("no") : null;
        });
    FakeBroker.Peer peer = connected();
    ask(peer, 1, "break");
    peer.send("422[\"$authorize\",{\"sid\":\"s\",\"auth\":{}}]");
    ask(peer, 3, "x");
    assertThat(peer.next()).isEqualTo("433[{\"accept\":false,\"message\":\"no\"}]");
    assertThat(said).hasSize(3);
  }

  @Test
  void withoutAnAuthorizerTheQuestionStaysUnanswered() throws Exception {
    FakeBroker.Peer peer = connected();
    ask(peer, 1, "x");
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
  }

  @Test
  void decisionMayComeLater() throws Exception {
    CompletableFuture<Decision> first = new CompletableFuture<>();
    backend.authorizeAsync(
        request ->
            request.sid().equals("s1")
                ? first
                : CompletableFuture.failedFuture(new IllegalStateException("away")));
    FakeBroker.Peer peer = connected();
    ask(peer, 2, "x");
    ask(peer, 1, "x");
    first.complete(Decision.accept());
    assertThat(peer.next()).isEqualTo("431[{\"accept\":true}]");
  }

  @Test
  void decisionDoesNotWaitForTheHandlersOfEvents() throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    backend.onAny((session, event) -> finish.await());
    backend.authorize(request -> Decision.accept());
    FakeBroker.Peer peer = connected();
    peer.deliverEvent("\"slow\"", "\"p\":\"p1\",\"sid\":\"S\"");
    ask(peer, 1, "x");
    assertThat(peer.next()).isEqualTo("431[{\"accept\":true}]");
    finish.countDown();
    peer.receipt("{\"upTo\":\"p1\"}");
  }

  private static void ask(FakeBroker.Peer peer, int id, String token) {
    peer.send(
        "42"
            + id
            + "[\"$authorize\",{\"sid\":\"s"
            + id
            + "\",\"auth\":{\"token\":\""
            + token
            + "\"},\"handshake\":{}}]");
  }
}
