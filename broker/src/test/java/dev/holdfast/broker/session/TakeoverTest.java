package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the connections of one client the newest wins, and the others know that they lost. */
class TakeoverTest {
  private static final int ROUNDS = Integer.getInteger("holdfast.takeover.rounds", 5);
  private static final int CONNECTIONS = 20;
  private static final String ALICE = "40{\"clientId\":\"alice\",\"ack\":\"batch\"}";
  private static final String FENCED = "41";

  @TempDir Path dataDir;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    broker.close();
  }

  @Test
  void olderSessionIsToldEvenWhenItsOwnEventsCrossWithThat() {
    try (RawClient older = RawClient.open(broker.port())) {
      older.ask(ALICE);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> emitting =
          CompletableFuture.runAsync(
              () -> {
                while (!over.get()) {
                  older.send("42[\"$emit\",{\"rooms\":[\"R\"]},\"n\"]");
                }
              },
              threads);
      try (RawClient newer = RawClient.open(broker.port())) {
        newer.ask(ALICE);
        assertThat(older.nextBesidesPings()).isEqualTo(FENCED);
        // Gone once this is answered: against a newer connection the older one has no chance.
        newer.send("41");
        assertThat(newer.ask("40/unknown")).startsWith("44/unknown");
      }
      over.set(true);
      emitting.join();
      assertThat(older.ask(ALICE)).startsWith("40{\"sid\":");
    }
  }

  @Test
  void oneOfManyConnectionsAtOnceSurvivesAndNoEventIsMissed() throws Exception {
    try (RawClient first = RawClient.open(broker.port())) {
      first.ask(ALICE);
      first.ask("421[\"$join\",\"R\"]");
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger emitted = new AtomicInteger();
    CompletableFuture<Void> emitting =
        CompletableFuture.runAsync(() -> emitUntil(over, emitted), threads);
    TreeSet<Integer> acknowledged = new TreeSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      round(acknowledged);
    }
    over.set(true);
    emitting.get(10, TimeUnit.SECONDS);
    try (RawClient last = RawClient.open(broker.port())) {
      last.ask(ALICE);
      for (String message : last.untilNow()) {
        acknowledged.add(number(message));
      }
    }
    assertThat(acknowledged).hasSize(emitted.get());
    assertThat(acknowledged.last()).isEqualTo(emitted.get() - 1);
  }

  private void emitUntil(AtomicBoolean over, AtomicInteger emitted) {
    try (RawClient bob = RawClient.connect(broker.port(), "{}")) {
      while (!over.get()) {
        bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + emitted.getAndIncrement() + "]");
      }
    }
  }

  /** All connect at once; all but one lose, and what the survivor gets is acknowledged. */
  private void round(SortedSet<Integer> acknowledged) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(RawClient.open(broker.port()));
    }
    List<CompletableFuture<?>> asking = new ArrayList<>();
    clients.forEach(
        client -> asking.add(CompletableFuture.runAsync(() -> client.send(ALICE), threads)));
    CompletableFuture.allOf(asking.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    RawClient survivor = survivor(clients);
    acknowledge(survivor, acknowledged);
    clients.forEach(RawClient::close);
  }

  /** The others were fenced, or closed as they came after one that was opened later. */
  private static RawClient survivor(List<RawClient> clients) {
    List<RawClient> left = new ArrayList<>(clients);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (left.size() > 1) {
      left.removeIf(client -> client.hasReceived(FENCED) || client.hasReceived(RawClient.CLOSED));
      assertThat(System.nanoTime()).as("%s are left", left.size()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    return left.get(0);
  }

  /** What it gets is in order; the last of it is acknowledged, and that is receipted. */
  private static void acknowledge(RawClient survivor, SortedSet<Integer> acknowledged) {
    assertThat(survivor.nextBesidesPings()).startsWith("40{\"sid\":");
    String last = null;
    int previous = acknowledged.isEmpty() ? -1 : acknowledged.last();
    for (String message : survivor.untilNow()) {
      if (message.startsWith("42[")) {
        assertThat(number(message)).isEqualTo(previous + 1);
        previous++;
        acknowledged.add(previous);
        last = message;
      }
    }
    if (last != null) {
      String position = last.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
      String answer = survivor.ask("425[\"$ack\",{\"upTo\":\"" + position + "\"}]");
      while (answer.startsWith("42[")) {
        answer = survivor.nextBesidesPings();
      }
      assertThat(answer).isEqualTo("435[{}]");
    }
  }

  private static int number(String message) {
    return Integer.parseInt(message.replaceAll("42\\[\"n\",(\\d+),.*", "$1"));
  }
}
