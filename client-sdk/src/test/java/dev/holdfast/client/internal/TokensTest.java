package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.ClientState;
import dev.holdfast.protocol.Bytes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the application is asked for a token, and what becomes of it. */
class TokensTest {
  private static final String UNAUTHORIZED =
      "44{\"message\":\"expired\",\"data\":{\"code\":\"unauthorized\"}}";

  private final ManualLoop loop = new ManualLoop();
  private final Deque<CompletableFuture<String>> asked = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private final States states = new States(Runnable::run);
  private final ClientCore core =
      new ClientCore(
          new ClientCore.Environment(
              loop, this::open, new SplittableRandom(5), Runnable::run, Stores.NONE),
          new Settings(
              new Settings.Endpoint(
                  URI.create("http://broker"),
                  "/",
                  "alice",
                  new Settings.Tokens(this::next, true),
                  false,
                  Settings.Tls.DEFAULT),
              new Settings.Limits(10, 10, 1000, Duration.ofSeconds(1)),
              new Settings.Delays(Duration.ofMillis(100), Duration.ofMillis(1600)),
              new Settings.Ordering(
                  new Settings.Delays(Duration.ofMillis(100), Duration.ofMillis(1000)),
                  false,
                  null),
              Settings.Local.NOTHING),
          states,
          new Handlers());

  private Transport.Listener listener;

  private CompletableFuture<String> next() {
    CompletableFuture<String> token = new CompletableFuture<>();
    asked.add(token);
    return token;
  }

  private void open(Transport.Listener opened) {
    listener = opened;
  }

  @BeforeEach
  void start() {
    core.start();
  }

  @AfterEach
  void stop() {
    core.windDown();
  }

  private void give(String token) {
    asked.remove().complete(token);
    loop.runTasks();
  }

  private void handshake() {
    listener.onOpen(new Recording());
    listener.onText(
        Bytes.utf8(
            "0{\"sid\":\"e\",\"upgrades\":[],\"pingInterval\":1000,\"pingTimeout\":500,\"maxPayload\":1000}"));
  }

  private void join() {
    handshake();
    listener.onText(Bytes.utf8("40{\"sid\":\"s\"}"));
  }

  @Test
  void aTokenIsAskedForBeforeEachAttempt() {
    assertThat(listener).as("no connection before there is a token").isNull();
    give("first");
    join();
    assertThat(sent.get(0)).contains("\"token\":\"first\"");
    listener.onClosed("lost", 0);
    loop.advance(loop.lastDelay());
    give("second");
    handshake();
    assertThat(sent.get(1)).contains("\"token\":\"second\"");
  }

  @Test
  void theBrokersQuestionIsAnsweredWithANewToken() {
    give("first");
    join();
    listener.onText(Bytes.utf8("427[\"$token\",{\"expiresAtMs\":1}]"));
    give("second");
    assertThat(sent).last().isEqualTo("437[\"second\"]");
  }

  @Test
  void aTokenThatComesAfterTheConnectionWasLostIsNotSent() {
    give("first");
    join();
    listener.onText(Bytes.utf8("427[\"$token\",{\"expiresAtMs\":1}]"));
    listener.onClosed("lost", 0);
    give("late");
    assertThat(sent).noneMatch(packet -> packet.contains("late"));
  }

  @Test
  void aSupplierThatFailsOrIsSilentIsAskedAgainAfterTheDelay() {
    asked.remove().completeExceptionally(new IllegalStateException("no network"));
    loop.runTasks();
    assertThat(states.current()).isEqualTo(ClientState.DISCONNECTED);
    loop.advance(loop.lastDelay());
    assertThat(asked).hasSize(1);
    loop.advance(Duration.ofSeconds(10));
    assertThat(states.current()).isEqualTo(ClientState.DISCONNECTED);
    loop.advance(loop.lastDelay());
    assertThat(asked).hasSize(2);
  }

  @Test
  void aRefusedTokenIsReplacedOnceAndThenTheRefusalCounts() {
    give("old");
    handshake();
    listener.onText(Bytes.utf8(UNAUTHORIZED));
    assertThat(states.current()).isEqualTo(ClientState.DISCONNECTED);
    loop.advance(loop.lastDelay());
    give("old");
    handshake();
    listener.onText(Bytes.utf8(UNAUTHORIZED));
    assertThat(states.current()).isEqualTo(ClientState.CLOSED);
  }

  @Test
  void otherRefusalsCountAtOnce() {
    give("good");
    handshake();
    listener.onText(Bytes.utf8("44{\"message\":\"no\",\"data\":{\"code\":\"forbidden\"}}"));
    assertThat(states.current()).isEqualTo(ClientState.CLOSED);
  }

  private final class Recording implements Transport {
    @Override
    public void sendText(Bytes utf8) {
      sent.add(utf8.toUtf8());
    }

    @Override
    public void sendBinary(Bytes data) {}

    @Override
    public void close() {}
  }
}
