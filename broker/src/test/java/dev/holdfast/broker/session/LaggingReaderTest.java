package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.QueueConfig;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions that fall behind the tail and catch up again, over and over, get every event once and in
 * order. The bounds of the core are tiny, so that every one of them is met.
 */
class LaggingReaderTest {
  private static final int EVENTS = Integer.getInteger("holdfast.lagging.events", 5_000);
  private static final long SEED = Long.getLong("holdfast.lagging.seed", System.nanoTime());
  private static final int MAX_PADDING = 400;

  private static final QueueConfig TINY =
      new QueueConfig(20_000, 5_000, 20_000, 7, 3_000, 10, 100_000, 600_000, 1_000, 10, 10);

  @TempDir Path dataDir;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir, TINY);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1000, 100_000})
  void everyEventComesOnceAndInOrder(int window) throws Exception {
    String auth = "{\"clientId\":\"alice\",\"ack\":\"batch\",\"window\":" + window + "}";
    int events = window == 1 ? EVENTS / 10 : EVENTS;
    try (TcpClient alice = TcpClient.connect(broker.port(), auth);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      alice.send("421[\"$join\",\"R\"]");
      alice.read();
      CompletableFuture<Void> publishing =
          CompletableFuture.allOf(
              bob.sendAll(emits(events).stream()),
              TcpClient.onThread(() -> readConfirms(bob, events)));
      assertThat(receive(alice, events)).as("seed %s", SEED).isEqualTo(upTo(events));
      publishing.get(10, TimeUnit.SECONDS);
    }
  }

  private static List<String> emits(int events) {
    Random random = new Random(SEED);
    List<String> emits = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      String padding = "x".repeat(random.nextInt(MAX_PADDING));
      emits.add(
          "42%d[\"$emit\",{\"rooms\":[\"R\",\"S\"]},\"n\",%d,\"%s\"]".formatted(i, i, padding));
    }
    return emits;
  }

  private static void readConfirms(TcpClient bob, int events) {
    for (int i = 0; i < events; i++) {
      assertThat(bob.readAndAnswerPings()).startsWith("43" + i + "[{\"position\":");
    }
  }

  /** Receives with random pauses; acknowledges now and then, always before the window is full. */
  private static List<Integer> receive(TcpClient alice, int events) {
    Random random = new Random(SEED);
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < events) {
      String message = alice.readAndAnswerPings();
      numbers.add(Integer.valueOf(message.split(",", 3)[1]));
      String position = message.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
      alice.send("42[\"$ack\",{\"upTo\":\"" + position + "\"}]");
      if (random.nextInt(200) == 0) {
        LockSupport.parkNanos(random.nextInt(20_000_000));
      }
    }
    return numbers;
  }

  private static List<Integer> upTo(int events) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      all.add(i);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"clientId\":\"alice\",\"window\":10}", "{\"window\":10}"})
  void modeAutoNeverStallsOnItsWindow(String auth) throws Exception {
    int events = EVENTS / 5;
    try (TcpClient alice = TcpClient.connect(broker.port(), auth);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      alice.send("421[\"$join\",\"R\"]");
      alice.read();
      CompletableFuture<Void> publishing =
          CompletableFuture.allOf(
              bob.sendAll(emits(events).stream()),
              TcpClient.onThread(() -> readConfirms(bob, events)));
      List<Integer> numbers = new ArrayList<>();
      while (numbers.size() < events) {
        numbers.add(Integer.valueOf(alice.readAndAnswerPings().split(",", 3)[1]));
      }
      assertThat(numbers).as("seed %s", SEED).isEqualTo(upTo(events));
      publishing.get(10, TimeUnit.SECONDS);
    }
  }
}
