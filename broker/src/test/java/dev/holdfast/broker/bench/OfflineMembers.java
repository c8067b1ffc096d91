package dev.holdfast.broker.bench;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.client.HoldfastClient;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What absent members of a room cost: emits the same events to a room with few and to one with many
 * offline members, in turn, and prints the median time, bytes on disk and heap for each. A command,
 * not a test: {@code docs/performance.md} says how to run it.
 */
public final class OfflineMembers {
  private static final int EVENTS = 1000;
  private static final int WARM_UP_ROUNDS = 40;
  private static final int ROUNDS = 41;

  private OfflineMembers() {}

  /** Runs all rounds; arguments are the numbers of members, by default 10 and 10,000. */
  public static void main(String[] args) throws Exception {
    List<Integer> sizes =
        args.length == 0 ? List.of(10, 10_000) : Stream.of(args).map(Integer::valueOf).toList();
    TempDirectory dir = TempDirectory.create();
    try (Broker broker = TestBrokers.start(dir.path());
        HoldfastClient publisher = client(broker, "publisher")) {
      for (int members : sizes) {
        join(broker, room(members), members);
      }
      measure(publisher, dir, sizes);
    } finally {
      dir.delete();
    }
  }

  private static void measure(HoldfastClient publisher, TempDirectory dir, List<Integer> sizes)
      throws Exception {
    Map<Integer, List<double[]>> figures = new TreeMap<>();
    for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      for (int members : sizes) {
        double[] figure = emitOnce(publisher, room(members), dir);
        if (round >= WARM_UP_ROUNDS) {
          figures.computeIfAbsent(members, m -> new ArrayList<>()).add(figure);
        }
      }
    }
    System.out.printf("%d events each, medians of %d rounds%n", EVENTS, ROUNDS);
    System.out.printf("%8s %10s %18s %10s%n", "members", "ms", "disk bytes/event", "heap KiB");
    figures.forEach(
        (members, rows) ->
            System.out.printf(
                "%8d %10.2f %18.1f %10.1f%n",
                members, median(rows, 0), median(rows, 1), median(rows, 2)));
  }

  /** Milliseconds until all are confirmed, bytes on disk per event, KiB of heap. */
  private static double[] emitOnce(HoldfastClient publisher, String room, TempDirectory dir)
      throws Exception {
    long heapBefore = heap();
    long diskBefore = dir.sizeBytes();
    long start = System.nanoTime();
    emit(publisher, room);
    double ms = (System.nanoTime() - start) / 1e6;
    double bytes = (dir.sizeBytes() - diskBefore) / (double) EVENTS;
    return new double[] {ms, bytes, (heap() - heapBefore) / 1024.0};
  }

  private static double median(List<double[]> rows, int column) {
    return rows.stream()
        .mapToDouble(row -> row[column])
        .sorted()
        .skip(rows.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static String room(int members) {
    return "room of " + members;
  }

  /** Members that have joined and gone. */
  private static void join(Broker broker, String room, int members) throws Exception {
    int together = 100;
    for (int from = 0; from < members; from += together) {
      List<HoldfastClient> clients = new ArrayList<>();
      List<CompletableFuture<?>> joined = new ArrayList<>();
      for (int i = from; i < Math.min(members, from + together); i++) {
        HoldfastClient client = client(broker, room + "-" + i);
        clients.add(client);
        joined.add(client.join(room).toCompletableFuture());
      }
      CompletableFuture.allOf(joined.toArray(new CompletableFuture<?>[0])).get();
      clients.forEach(HoldfastClient::close);
    }
  }

  private static HoldfastClient client(Broker broker, String id) throws Exception {
    HoldfastClient client = HoldfastClient.builder(broker.url()).clientId(id).build();
    client.connect().toCompletableFuture().get();
    return client;
  }

  private static void emit(HoldfastClient publisher, String room) throws Exception {
    String payload = "x".repeat(240);
    List<CompletableFuture<?>> confirms = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      confirms.add(publisher.emitToRoom(room, "e", i, payload).toCompletableFuture());
    }
    CompletableFuture.allOf(confirms.toArray(new CompletableFuture<?>[0])).get();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
