package dev.holdfast.it.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.HoldfastClient;
import dev.holdfast.it.rig.ApplicationHost;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that emits through an outbox on disk and handles events behind a filter on disk,
 * its effects in a database of its own, killed (SIGKILL) again and again at random. {@code
 * -Dholdfast.proof.applicationKills=N} sets how often, {@code -Dholdfast.proof.seed=N} repeats the
 * choices.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KilledApplicationIT {
  private static final int KILLS = Proof.times("applicationKills", 8);
  private static final long SEED = Proof.seed("the killed application");

  /** How much an application does at most before it is killed. */
  private static final int MAX_STEPS = 3000;

  private static final int NUMBERS_A_LIFE = 1_000_000;
  private static final int WINDOW = 50;

  /** How much work may wait for the application. */
  private static final int WORK_AHEAD = 200;

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Random random = new Random(SEED);
  private final Tally tally = new Tally();
  private final ApplicationHost.Listener listener =
      new ApplicationHost.Listener(tally::accepted, tally::handed);
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  @TempDir Path directory;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T toClose(T resource) {
    resources.push(resource);
    return resource;
  }

  @Test
  void whatItsOutboxHasAcceptedArrivesOnceAndWhatItIsSentHasItsEffectOnce() throws Exception {
    BrokerProcess broker = toClose(BrokerProcess.start("application", directory.resolve("broker")));
    Path files = Files.createDirectory(directory.resolve("application"));
    listenToResults(broker);
    ApplicationHost first = live(broker, files, -1);
    await(first.connected()); // so that the broker knows whom the work is for
    first.close();
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Integer> works = sendWork(broker, enough);
    for (int life = 0; life < KILLS; life++) {
      ApplicationHost application = live(broker, files, life * NUMBERS_A_LIFE);
      int end = tally.steps() + random.nextInt(MAX_STEPS);
      assertThat(tally.await(() -> tally.steps() >= end, LIMIT)).as("seed %d", SEED).isTrue();
      application.kill();
    }
    enough.set(true);
    int work = works.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    ApplicationHost last = live(broker, files, -1);
    boolean arrived = tally.await(() -> tally.lost().isEmpty(), LIMIT);
    boolean handled = tally.await(() -> tally.countHanded() == work, LIMIT);
    last.close();
    report(work, arrived && handled && tally.arrivedTwice().isEmpty());

    assertThat(arrived).as("lost: %s, seed %d", tally.lost(), SEED).isTrue();
    assertThat(tally.arrivedTwice()).as("seed %d", SEED).isEmpty();
    assertThat(handled).as("%d of %d handed, seed %d", tally.countHanded(), work, SEED).isTrue();
    assertThat(booked(files))
        .as("seed %d", SEED)
        .isEqualTo(IntStream.range(0, work).boxed().toList());
    assertThat(tally.countAccepted()).isPositive();
    assertThat(tally.handedAgain()).as("seed %d", SEED).isLessThanOrEqualTo(KILLS * WINDOW);
  }

  /** One line for the table of docs/reliability.md. */
  private void report(int work, boolean well) {
    try (Summary summary = new Summary("SIGKILL of an application", SEED)) {
      summary.faults(KILLS);
      summary.put("accepted", tally.countAccepted());
      summary.put("work", work);
      summary.put("handedAgain", tally.handedAgain());
      summary.violations(well ? 0 : 1);
    }
  }

  private ApplicationHost live(BrokerProcess broker, Path files, int firstNumber) {
    ApplicationHost application =
        toClose(ApplicationHost.start(broker.url(), files, firstNumber, listener));
    application.opened().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    return application;
  }

  private void listenToResults(BrokerProcess broker) throws Exception {
    HoldfastClient results =
        toClose(HoldfastClient.builder(broker.url().toString()).clientId("results").build());
    results.on("result", event -> tally.arrived(event.arg(0, Integer.class)));
    await(results.connect().toCompletableFuture());
    await(results.join("results").toCompletableFuture());
  }

  /** Sends numbers from 0 on until there are enough; completes with how many there were. */
  private CompletableFuture<Integer> sendWork(BrokerProcess broker, AtomicBoolean enough) {
    HoldfastClient sender =
        toClose(HoldfastClient.builder(broker.url().toString()).clientId("sender").build());
    sender.connect();
    return CompletableFuture.supplyAsync(
        () -> {
          int next = 0;
          for (; !enough.get(); next++) {
            int number = next;
            while (!enough.get() && !tally.hasHanded(number - WORK_AHEAD, PATIENCE)) {
              // the application has enough to do, or is not there
            }
            sender.emitToClient("application", "work", number).toCompletableFuture().join();
          }
          return next;
        });
  }

  private static List<Integer> booked(Path files) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + files.resolve("database"));
        Statement statement = db.createStatement();
        ResultSet rows = statement.executeQuery("select number from booked order by number")) {
      while (rows.next()) {
        numbers.add(rows.getInt(1));
      }
    }
    return numbers;
  }

  private static void await(CompletableFuture<?> stage) throws Exception {
    stage.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
