package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for slow clients is on disk and not in memory: a small heap is enough. */
class SmallHeapIT {
  private static final int HEAP_MIB = 64;
  private static final int BACKLOG_MIB = Integer.getInteger("holdfast.backlog.mib", 60);

  private static final String SMALL =
      """
      queue:
        maxQueuedCommandBytes: 4000000
        maxCommitBytes: 1000000
        tailBytes: 4000000
      storage:
        memoryBudgetBytes: 33554432
      """;

  @ParameterizedTest
  @ValueSource(ints = {500, 20_000})
  void clientsThatDoNotReadCostTheOthersNothingAndMissNothing(int eventBytes, @TempDir Path data)
      throws Exception {
    int events = (int) ((long) BACKLOG_MIB * (1 << 20) / Math.max(eventBytes, 2_000));
    try (BrokerProcess broker = BrokerProcess.start("small-heap", data, SMALL, HEAP_MIB);
        TcpClient stalled =
            member(broker, "{\"clientId\":\"a\",\"ack\":\"batch\",\"window\":100000}");
        TcpClient unknown = member(broker, "{\"window\":100000}");
        TcpClient reading = member(broker, "{\"clientId\":\"c\",\"window\":1000}");
        TcpClient publisher = TcpClient.connect(broker.port(), "{}")) {
      CompletableFuture<Void> all =
          CompletableFuture.allOf(
              publisher.sendAll(emits(events, eventBytes)),
              TcpClient.onThread(() -> readConfirms(publisher, events)),
              TcpClient.onThread(() -> readEvents(reading, events)));
      all.get();
      readEvents(stalled, Math.min(events, 100_000));
      readEvents(unknown, Math.min(events, 100_000));
    }
  }

  private static TcpClient member(BrokerProcess broker, String auth) {
    TcpClient client = TcpClient.connect(broker.port(), auth);
    client.send("421[\"$join\",\"R\"]");
    client.read();
    return client;
  }

  private static Stream<String> emits(int events, int bytes) {
    String padding = "x".repeat(bytes);
    return IntStream.range(0, events)
        .mapToObj(
            i -> "42%d[\"$emit\",{\"rooms\":[\"R\"]},\"n\",%d,\"%s\"]".formatted(i, i, padding));
  }

  private static void readConfirms(TcpClient publisher, int events) {
    for (int i = 0; i < events; i++) {
      assertThat(publisher.readAndAnswerPings()).startsWith("43" + i + "[{\"position\":");
    }
  }

  private static void readEvents(TcpClient member, int events) {
    for (int i = 0; i < events; i++) {
      assertThat(member.readAndAnswerPings()).startsWith("42[\"n\"," + i + ",");
    }
  }

  @Test
  void publishersFasterThanTheDiskArePaused(@TempDir Path data) throws Exception {
    int publishers = 8;
    int events = BACKLOG_MIB * (1 << 20) / 20_000 / publishers;
    try (BrokerProcess broker = BrokerProcess.start("fast", data, SMALL, HEAP_MIB)) {
      CompletableFuture<?>[] done =
          IntStream.range(0, publishers)
              .mapToObj(i -> TcpClient.onThread(() -> publish(broker, events)))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(done).get();
    }
  }

  private static void publish(BrokerProcess broker, int events) {
    try (TcpClient publisher = TcpClient.connect(broker.port(), "{}")) {
      CompletableFuture<Void> sent = publisher.sendAll(emits(events, 20_000));
      readConfirms(publisher, events);
      sent.join();
    }
  }
}
