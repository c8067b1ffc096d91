package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members share a queue under load, and die at random with events unacknowledged. */
class SharedQueueLoadTest {
  private static final int EVENTS = Integer.getInteger("holdfast.shared.events", 10_000);
  private static final long SEED = Long.getLong("holdfast.shared.seed", System.nanoTime());
  private static final int PUBLISHERS = 5;
  private static final int MEMBERS = 3;
  private static final int LIVES_UNTIL_DEATH = 8;
  private static final String AUTH =
      "{\"clientId\":\"b\",\"shared\":true,\"ack\":\"batch\",\"window\":\"100\"}";
  private static final Pattern EVENT =
      Pattern.compile("42\\[\"n\",(\\d+),(\\d+),\\{\"p\":\"([^\"]+)\".*");

  @TempDir Path dataDir;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicInteger deaths = new AtomicInteger();
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
  void everyEventIsHandledThoughMembersDieAtRandom() throws Exception {
    System.out.println("shared queue: seed " + SEED);
    RawClient.connect(broker.port(), AUTH).close();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      Random random = new Random(SEED + i);
      running.add(CompletableFuture.runAsync(() -> beMember(random), threads));
    }
    for (int i = 0; i < PUBLISHERS; i++) {
      int publisher = i;
      running.add(CompletableFuture.runAsync(() -> publish(publisher), threads));
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    System.out.printf(
        "shared queue: %d events, %d deliveries, %d deaths%n",
        handled.size(), deliveries.get(), deaths.get());
    assertThat(deaths.get()).isPositive();
    try (RawClient last = RawClient.connect(broker.port(), AUTH);
        RawClient publisher = RawClient.connect(broker.port(), "{}")) {
      publisher.send("42[\"$emit\",{\"clients\":[\"b\"]},\"end\"]");
      assertThat(last.next()).as("what was receipted does not come again").startsWith("42[\"end\"");
    }
  }

  private void publish(int publisher) {
    try (RawClient client = RawClient.connect(broker.port(), "{}")) {
      for (int i = 0; i < EVENTS / PUBLISHERS; i++) {
        client.send("42[\"$emit\",{\"clients\":[\"b\"]},\"n\"," + publisher + "," + i + "]");
      }
      client.untilNow();
    }
  }

  /** One life after the other, until all is handled. */
  private void beMember(Random random) {
    while (handled.size() < EVENTS) {
      try (RawClient client = RawClient.connect(broker.port(), AUTH)) {
        live(client, random);
      }
    }
  }

  private void live(RawClient client, Random random) {
    Map<String, Integer> last = new HashMap<>();
    while (true) {
      List<String> positions = new ArrayList<>();
      client.untilNow().forEach(frame -> handle(frame, last, positions));
      if (handled.size() < EVENTS && random.nextInt(LIVES_UNTIL_DEATH) == 0) {
        deaths.incrementAndGet();
        return;
      }
      if (!positions.isEmpty()) {
        acknowledge(client, positions, last);
      } else if (handled.size() >= EVENTS) {
        return;
      }
    }
  }

  /** Within one session the events of a publisher come in order, whoever else has come and gone. */
  private void handle(String frame, Map<String, Integer> last, List<String> positions) {
    Matcher event = EVENT.matcher(frame);
    if (!event.matches()) {
      assertThat(frame).as("besides events there are pings and receipts").matches("2|43.*");
      return;
    }
    int number = Integer.parseInt(event.group(2));
    Integer before = last.put(event.group(1), number);
    assertThat(before == null || before < number).as("%s then %s", before, frame).isTrue();
    handled.add(event.group(1) + "/" + number);
    deliveries.incrementAndGet();
    positions.add(event.group(3));
  }

  /** Has the receipt before it goes on; the events that come meanwhile are handled as well. */
  private void acknowledge(RawClient client, List<String> handledNow, Map<String, Integer> last) {
    List<String> positions = handledNow;
    while (!positions.isEmpty()) {
      client.send("425[\"$ack\",{\"upTo\":\"" + positions.get(positions.size() - 1) + "\"}]");
      positions = new ArrayList<>();
      for (String frame = client.next(); !frame.equals("435[{}]"); frame = client.next()) {
        handle(frame, last, positions);
      }
    }
  }
}
