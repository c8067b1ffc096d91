package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SDK and the broker: events that are given back or given up, that wait for their time, that
 * rooms keep, that are read once more, and whose publishers hear what became of them.
 */
class SpecialEventsTest {
  private static final RedeliveryPolicy THRICE = new RedeliveryPolicy(0, 1, 1, 3);

  @TempDir Path dataDir;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final List<HoldfastClient> clients = new ArrayList<>();
  private Broker broker;
  private HoldfastClient alice;
  private HoldfastClient bob;

  @BeforeEach
  void start() throws Exception {
    QueueRules queues = new QueueRules(List.of(), QueueLimits.NONE, THRICE, 0);
    NamespaceRules rules = new NamespaceRules(false, Backends.NONE, Routes.toEveryone(), queues);
    broker = TestBrokers.start(dataDir, List.of(new NamespaceConfig("/", rules)));
    alice = client("alice");
    bob = client("bob");
  }

  @AfterEach
  void stop() {
    clients.forEach(HoldfastClient::close);
    broker.close();
  }

  @Test
  void whatAHandlerGivesBackComesWhenItSaidAsAnotherAttempt() throws Exception {
    bob.onError((event, failure) -> {});
    bob.onAny(
        event -> {
          said.add(event.attempt() + " at " + System.nanoTime());
          if (event.attempt() == 1) {
            throw new RedeliverException(Duration.ofMillis(600), "not yet");
          }
        });
    await(bob.connect());
    await(alice.connect());
    await(alice.emitToClient("bob", "order"));
    String[] first = heard().split(" at ", -1);
    String[] second = heard().split(" at ", -1);
    assertThat(List.of(first[0], second[0])).containsExactly("1", "2");
    assertThat(Long.parseLong(second[1]) - Long.parseLong(first[1]))
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(600));
  }

  @Test
  void theTraceOfAnEmitArrivesWithItsEvent() throws Exception {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    bob.onAny(
        event -> said.add(event.traceparent().orElse("") + " " + event.tracestate().orElse("")));
    await(bob.connect());
    await(alice.connect());
    EmitOptions traced = EmitOptions.NONE.withTrace(parent, "a=b");
    await(alice.emit(Target.toClients("bob"), traced, "order"));
    await(alice.emit(Target.toClients("bob").asVolatile(), traced, "order"));
    await(alice.emitToClient("bob", "order"));
    assertThat(List.of(heard(), heard(), heard()))
        .containsExactly(parent + " a=b", parent + " a=b", " ");
  }

  @Test
  void whatFailsTooOftenIsADeadLetterThatCanBeReplayedAndPurged() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    bob.onError((event, failure) -> said.add("failed"));
    bob.onAny(
        event -> {
          if (broken.get()) {
            throw new IllegalStateException("no stock");
          }
          said.add(event.name() + event.json(0) + " of " + event.publisher().orElse(""));
        });
    await(bob.connect());
    await(alice.connect());
    await(alice.emitToClient("bob", "order", 1));
    await(alice.emitToClient("bob", "order", 2));
    for (int i = 0; i < 6; i++) {
      assertThat(heard()).isEqualTo("failed");
    }
    List<DeadLetter> letters = deadLetters(2);
    assertThat(letters).extracting(letter -> letter.event().json(0)).containsExactly("1", "2");
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.attempts()).isEqualTo(3);
              assertThat(letter.reason()).isEqualTo("IllegalStateException: no stock");
            });
    broken.set(false);
    assertThat(await(bob.deadLetters().purge(List.of(letters.get(0).event().position()))))
        .isEqualTo(1);
    assertThat(await(bob.deadLetters().replay(List.of(letters.get(1).event().position()))))
        .isEqualTo(1);
    assertThat(heard()).isEqualTo("order2 of alice");
    assertThat(deadLetters(0)).isEmpty();
  }

  /** The handler's last failure is told before the broker has written it down. */
  private List<DeadLetter> deadLetters(int expected) throws Exception {
    List<DeadLetter> letters = List.of();
    for (int i = 0; i < 1_000 && (i == 0 || letters.size() != expected); i++) {
      letters = await(bob.deadLetters().list(Optional.empty(), 10)).letters();
    }
    return letters;
  }

  @Test
  void anEventComesAtItsTimeUnlessItIsTakenBack() throws Exception {
    bob.onAny(event -> said.add(event.json(0) + " " + Instant.now().toEpochMilli()));
    await(bob.connect());
    await(bob.join("R"));
    await(alice.connect());
    Instant due = Instant.now().plusMillis(700);
    EmitOptions later = EmitOptions.NONE.withDeliverAt(due);
    Confirm takenBack = await(alice.emit(Target.toRooms("R"), later, "bell", 1));
    await(alice.emit(Target.toRooms("R"), later, "bell", 2));
    await(alice.emitToRoom("R", "bell", 3));
    assertThat(await(alice.cancel(takenBack.position()))).isTrue();
    assertThat(await(alice.cancel(takenBack.position()))).isFalse();
    assertThat(heard()).startsWith("3 ");
    String[] rung = heard().split(" ", -1);
    assertThat(rung[0]).isEqualTo("2");
    assertThat(Long.parseLong(rung[1])).isGreaterThanOrEqualTo(due.toEpochMilli());
    assertThat(said).isEmpty();
  }

  @Test
  void whoJoinsIsShownTheLastOfEachNameWithItsHeaders() throws Exception {
    await(alice.connect());
    EmitOptions retained = EmitOptions.NONE.withRetain();
    await(alice.emit(Target.toRooms("R"), retained, "price", 1));
    Confirm last = await(alice.emit(Target.toRooms("R"), retained.withId("x"), "price", 2));
    await(alice.emit(Target.toRooms("R"), retained, "gone", 1));
    await(alice.emit(Target.toRooms("R"), retained, "gone"));
    bob.onAny(
        event ->
            said.add(
                String.join(
                    " ",
                    event.name() + event.json(0),
                    event.position(),
                    event.publisher().orElse(""),
                    event.room().orElse(""),
                    event.id().orElse(""),
                    event.isShown() ? "shown" : "queued")));
    await(bob.connect());
    await(bob.join("R", JoinOptions.NONE.withRetained()));
    assertThat(heard()).isEqualTo("price2 " + last.position() + " alice R x shown");
    Confirm live = await(alice.emitToRoom("R", "price", 3));
    assertThat(heard()).isEqualTo("price3 " + live.position() + " alice R  queued");
    assertThat(said).isEmpty();
  }

  @Test
  void aRoomIsReadPageByPageFromAPositionOrATime() throws Exception {
    await(alice.connect());
    await(bob.connect());
    // Bob stays away with his queue: what is not acknowledged is what there is to read.
    await(bob.join("R"));
    bob.close();
    List<String> positions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      positions.add(await(alice.emitToRoom("R", "news", i, new byte[] {(byte) i})).position());
    }
    HistoryQuery pages = HistoryQuery.from(Place.earliest()).limit(3);
    HistoryPage first = await(alice.history("R", pages));
    assertThat(first.events()).extracting(Event::position).isEqualTo(positions.subList(0, 3));
    assertThat(first.events().get(2).binary(1)).containsExactly(2);
    HistoryPage second = await(alice.history("R", pages.after(first.next().orElseThrow())));
    assertThat(second.events()).extracting(Event::position).isEqualTo(positions.subList(3, 5));
    Instant ofTheLast = second.events().get(1).time();
    HistoryQuery later = HistoryQuery.from(Place.at(ofTheLast.plusMillis(1)));
    assertThat(await(alice.history("R", later)).events()).isEmpty();
    HistoryQuery sooner = HistoryQuery.from(Place.at(ofTheLast));
    assertThat(await(alice.history("R", sooner)).events())
        .extracting(Event::position)
        .endsWith(positions.get(4));
  }

  @Test
  void aPublisherIsToldWhenItsEventWasAcknowledgedAndWhenItNeverWillBe() throws Exception {
    alice.onReceipt(
        receipt ->
            said.add(
                receipt.position()
                    + (receipt.acknowledged() ? " acknowledged" : " lost for ")
                    + receipt.missing().map(String::valueOf).orElse("")));
    bob.onError((event, failure) -> {});
    bob.onAny(
        event -> {
          if (event.name().equals("bad")) {
            throw new IllegalStateException("no");
          }
        });
    await(alice.connect());
    await(bob.connect());
    EmitOptions receipt = EmitOptions.NONE.withReceipt();
    Confirm good = await(alice.emit(Target.toClients("bob"), receipt, "good"));
    assertThat(heard()).isEqualTo(good.position() + " acknowledged");
    Confirm bad = await(alice.emit(Target.toClients("bob"), receipt, "bad"));
    assertThat(heard()).isEqualTo(bad.position() + " lost for 1");
  }

  private HoldfastClient client(String id) {
    HoldfastClient client =
        HoldfastClient.builder(broker.url())
            .clientId(id)
            .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(100))
            .redeliveryDelay(Duration.ofMillis(10), Duration.ofMillis(20))
            .build();
    clients.add(client);
    return client;
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String heard() throws InterruptedException {
    return String.valueOf(said.poll(20, TimeUnit.SECONDS));
  }
}
