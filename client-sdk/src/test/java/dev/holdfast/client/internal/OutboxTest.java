package dev.holdfast.client.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.Accepted;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.OutboxFullException;
import dev.holdfast.client.OutboxListener;
import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Emits that are kept on disk, of one client object after the other. */
class OutboxTest extends ClientFixture {
  @TempDir Path directory;

  private OutboxOptions options =
      OutboxOptions.defaults()
          .withListener(
              new OutboxListener() {
                @Override
                public void onRefused(String event, HoldfastException reason) {
                  said.add(reason.code() + " " + event);
                }
              });

  @BeforeEach
  void restart() {
    use(builder().outbox(directory, options));
  }

  private Accepted accepted(String name) throws Exception {
    return await(client.emitToOutbox(Target.toEveryone(), name));
  }

  private static String emit(long seq, String name) {
    return "[\"$emit\",{\"everyone\":true,\"seq\":" + seq + "},\"" + name + "\"]";
  }

  @Test
  void acceptedIsSentAndConfirmed() throws Exception {
    FakeBroker.Peer peer = connected();
    Accepted accepted = accepted("a");
    peer.answer(peer.expectCall(emit(1, "a")), "{\"position\":\"p1\"}");
    assertThat(await(accepted.confirmed()).position()).isEqualTo("p1");
    CompletionStage<Confirm> plain = client.emitToEveryone("b");
    peer.answer(peer.expectCall(emit(2, "b")), "{\"position\":\"p2\"}");
    assertThat(await(plain).position()).isEqualTo("p2");
  }

  @Test
  void acceptedWithoutAConnectionIsSentByTheNextProcess() throws Exception {
    Accepted first = accepted("a");
    accepted("b");
    client.close();
    assertFails(first.confirmed(), HoldfastException.CLOSED);
    restart();
    client.connect();
    FakeBroker.Peer peer = broker.acceptAndJoin("{\"lastSeq\":41}");
    peer.expectCall(emit(42, "a"));
    peer.answer(peer.expectCall(emit(43, "b")), "{\"position\":\"p\"}");
  }

  @Test
  void unconfirmedIsSentAgainUnderItsNumberByTheNextProcess() throws Exception {
    FakeBroker.Peer peer = connected();
    accepted("a");
    Accepted second = accepted("b");
    accepted("c");
    peer.expectCall(emit(1, "a"));
    peer.answer(peer.expectCall(emit(2, "b")), "{\"position\":\"p2\"}");
    await(second.confirmed());

    restart();
    peer = connected();
    peer.answer(peer.expectCall(emit(1, "a")), "{\"position\":\"p1\"}");
    peer.expectCall(emit(3, "c"));
    accepted("d");
    peer.expectCall(emit(4, "d"));
  }

  @Test
  void lostConnectionHasThemSentAgain() throws Exception {
    FakeBroker.Peer peer = connected();
    accepted("a");
    peer.expectCall(emit(1, "a"));
    peer = reconnected(peer);
    peer.expectCall(emit(1, "a"));
  }

  @Test
  void brokerThatHasLostWhatItConfirmedGetsNoNumberTwice() throws Exception {
    FakeBroker.Peer peer = connected();
    Accepted first = accepted("a");
    peer.answer(peer.expectCall(emit(1, "a")), "{\"position\":\"old-0-1\"}");
    await(first.confirmed());
    peer.cut();
    peer = broker.acceptAndJoin("{\"lastSeq\":-1}"); // restored from a backup
    accepted("b");
    peer.expectCall(emit(2, "b"));
  }

  @Test
  void refusalEndsAnEmitAndIsTold() throws Exception {
    FakeBroker.Peer peer = connected();
    Accepted accepted = accepted("a");
    String refusal = "{\"error\":{\"code\":\"unknown-client\",\"message\":\"no\"}}";
    peer.answer(peer.expectCall(emit(1, "a")), refusal);
    assertFails(accepted.confirmed(), "unknown-client");
    assertThat(heard()).isEqualTo("unknown-client [\"a\"]");
    restart();
    peer = connected();
    accepted("b");
    peer.expectCall(emit(2, "b"));
  }

  @Test
  void refusalThatWillPassHoldsTheOthersBackAndAllComeAgainInOrder() throws Exception {
    FakeBroker.Peer peer = connected();
    Accepted first = accepted("a");
    Accepted second = accepted("b");
    String readOnly = "{\"error\":{\"code\":\"read-only\",\"message\":\"the disk is full\"}}";
    long a = peer.expectCall(emit(1, "a"));
    long b = peer.expectCall(emit(2, "b"));
    peer.answer(a, readOnly);
    peer.answer(b, readOnly);
    peer.answer(peer.expectCall(emit(3, "a")), "{\"position\":\"pa\"}");
    peer.answer(peer.expectCall(emit(4, "b")), "{\"position\":\"pb\"}");
    assertThat(await(first.confirmed()).position()).isEqualTo("pa");
    assertThat(await(second.confirmed()).position()).isEqualTo("pb");
  }

  /** Each of them may be taken later, and what was accepted is to arrive. */
  @ParameterizedTest
  @ValueSource(strings = {"limit", "queue-full", "too-many-receipts", "too-many-scheduled"})
  void whatMayBeTakenLaterIsNotGivenUp(String code) throws Exception {
    FakeBroker.Peer peer = connected();
    Accepted first = accepted("a");
    Accepted second = accepted("b");
    String later = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"not now\"}}";
    long a = peer.expectCall(emit(1, "a"));
    long b = peer.expectCall(emit(2, "b"));
    peer.answer(a, later);
    peer.answer(b, later);
    peer.answer(peer.expectCall(emit(3, "a")), "{\"position\":\"pa\"}");
    peer.answer(peer.expectCall(emit(4, "b")), "{\"position\":\"pb\"}");
    assertThat(await(first.confirmed()).position()).isEqualTo("pa");
    assertThat(await(second.confirmed()).position()).isEqualTo("pb");
    assertThat(said).as("refusals for good").isEmpty();
  }

  @Test
  void nothingIsSentAgainBeforeTheBrokerWantsIt() throws Exception {
    FakeBroker.Peer peer = connected();
    accepted("a");
    long a = peer.expectCall(emit(1, "a"));
    long refusedAt = System.nanoTime();
    peer.answer(a, "{\"error\":{\"code\":\"limit\",\"message\":\"\",\"retryAfterMs\":600}}");
    peer.expectCall(emit(2, "a"));
    assertThat(Duration.ofNanos(System.nanoTime() - refusedAt))
        .as("its own delay would be 100 ms")
        .isGreaterThanOrEqualTo(Duration.ofMillis(600));
  }

  @Test
  void delaysGrowAsLongAsSomeAreRefused() throws Exception {
    FakeBroker.Peer peer = connected();
    String limit = "{\"error\":{\"code\":\"limit\",\"message\":\"\",\"retryAfterMs\":1}}";
    List<String> names = List.of("a", "b", "c", "d");
    for (String name : names) {
      accepted(name);
    }
    long begun = System.nanoTime();
    int first = 0;
    for (int seq = 1; first < 3; first++) { // of each round one is taken
      List<Long> calls = new ArrayList<>();
      for (String name : names.subList(first, 4)) {
        calls.add(peer.expectCall(emit(seq++, name)));
      }
      peer.answer(calls.get(0), "{\"position\":\"p\"}");
      for (long refused : calls.subList(1, calls.size())) {
        peer.answer(refused, limit);
      }
    }
    assertThat(peer.next()).contains("\"d\"");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("100, 200 and 300 ms")
        .isGreaterThanOrEqualTo(Duration.ofMillis(600));
  }

  @Test
  void emitMadeJustBeforeTheCloseHasItsFate() throws Exception {
    for (int i = 0; i < 20; i++) {
      CompletionStage<Accepted> accepted = client.emitToOutbox(Target.toEveryone(), "e" + i);
      client.close();
      assertFails(accepted.toCompletableFuture().get(1, SECONDS).confirmed(), "closed");
      restart();
    }
    client.connect();
    FakeBroker.Peer peer = broker.acceptAndJoin("{\"lastSeq\":0}");
    for (int i = 0; i < 20; i++) {
      peer.expectCall(emit(i + 1, "e" + i));
    }
  }

  @Test
  void emitsMadeDuringTheCloseHaveTheirFate() throws Exception {
    for (int round = 0; round < 20; round++) {
      List<CompletionStage<Accepted>> stages = new CopyOnWriteArrayList<>();
      CountDownLatch begun = new CountDownLatch(100);
      AtomicBoolean over = new AtomicBoolean();
      Thread emitting =
          new Thread(
              () -> {
                while (!over.get()) {
                  stages.add(client.emitToOutbox(Target.toEveryone(), "e"));
                  begun.countDown();
                }
              });
      emitting.start();
      begun.await();
      client.close();
      over.set(true);
      emitting.join();
      for (CompletionStage<Accepted> stage : stages) {
        stage.toCompletableFuture().handle((accepted, failure) -> 0).get(1, SECONDS);
      }
      restart();
    }
  }

  @Test
  void numberThatWasPassedIsReplaced() throws Exception {
    FakeBroker.Peer peer = connected();
    Accepted accepted = accepted("a");
    String passed = "{\"error\":{\"code\":\"sequence-passed\",\"message\":\"\"}}";
    peer.answer(peer.expectCall(emit(1, "a")), passed);
    peer.answer(peer.expectCall(emit(2, "a")), "{\"position\":\"p\"}");
    await(accepted.confirmed());
  }

  @Test
  void fullOutboxRefuses() throws Exception {
    options = options.withBounds(1, 1 << 20);
    restart();
    accepted("a");
    assertThatThrownBy(() -> accepted("b")).hasCauseInstanceOf(OutboxFullException.class);
    assertThatThrownBy(() -> await(client.emitToEveryone("b")))
        .hasCauseInstanceOf(OutboxFullException.class);
  }

  @Test
  void volatileEmitsGoPastIt() throws Exception {
    FakeBroker.Peer peer = connected();
    client.emit(Target.toEveryone().asVolatile(), "cursor");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"volatile\":true},\"cursor\"]");
    assertThatThrownBy(() -> client.emitToOutbox(Target.toEveryone().asVolatile(), "cursor"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void binaryArgumentsAreKept() throws Exception {
    await(client.emitToOutbox(Target.toEveryone(), "f", (Object) new byte[] {'d', 'a', 't', 'a'}));
    restart();
    FakeBroker.Peer peer = connected();
    assertThat(peer.next()).startsWith("451-0[\"$emit\",{\"everyone\":true,\"seq\":1},\"f\",{");
    assertThat(peer.next()).isEqualTo("binary:data");
  }

  @Test
  void eventIsAcknowledgedAfterWhatItsHandlerEmittedIsKept() throws Exception {
    client.on("in", event -> client.emitToEveryone("out"));
    FakeBroker.Peer peer = connected();
    peer.deliver("in", "p1");
    // The emit may be on its way before that, or not yet.
    String frame = peer.next();
    frame = frame.contains("$emit") ? peer.next() : frame;
    assertThat(frame).endsWith("[\"$ack\",{\"upTo\":\"p1\"}]");
    restart();
    peer = connected();
    peer.expectCall(emit(1, "out"));
  }

  @Test
  void outboxNeedsAnIdentityAndEmittingToItAnOutbox() {
    assertThatThrownBy(() -> builder().clientId(null).outbox(directory, options).build())
        .isInstanceOf(IllegalStateException.class);
    use(builder());
    assertThatThrownBy(() -> client.emitToOutbox(Target.toEveryone(), "a"))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void assertFails(CompletionStage<?> stage, String code) {
    assertThatThrownBy(() -> await(stage))
        .cause()
        .isInstanceOfSatisfying(
            HoldfastException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
