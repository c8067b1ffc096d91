package dev.holdfast.broker.queue;

import dev.holdfast.broker.bench.TempDirectory;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.protocol.Bytes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sweep costs where there are many clients: prints how long it takes and what it allocates,
 * when nothing can be given up, and when everything can. A command, not a test; arguments: clients
 * (1,000,000), rooms (1,000).
 */
public final class SweepCost {
  private static final int GROUP = 1_000;

  private final LocalShardLog log;
  private final List<LogRecord> group = new ArrayList<>();

  private SweepCost(Store store) {
    this.log = new LocalShardLog(store, new View(store, TestLog.DEDUP, Policies.NONE));
  }

  /** Each client is in two rooms, and has two events in its inbox; each room has ten. */
  public static void main(String[] args) throws Exception {
    int clients = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    TempDirectory dir = TempDirectory.create();
    try (RocksStore store = RocksStore.open(dir.path(), new StorageSettings(256 << 20), () -> 1)) {
      SweepCost cost = new SweepCost(store);
      cost.fill(clients, rooms);
      cost.time(store, "nothing acknowledged");
      cost.time(store, "again");
      for (int i = 0; i < clients; i++) {
        cost.add(new LogRecord.Ack(key(i), cost.log.end(), List.of(), false));
      }
      cost.flush();
      while (cost.time(store, "all acknowledged") > 0) {}
    } finally {
      dir.delete();
    }
  }

  private void fill(int clients, int rooms) {
    for (int i = 0; i < clients; i++) {
      add(new LogRecord.Declare(key(i)));
      add(new LogRecord.Join(key(i), "r" + i % rooms));
      add(new LogRecord.Join(key(i), "r" + (i + 7) % rooms));
    }
    for (int i = 0; i < 2 * clients; i++) {
      add(emit(TestLog.inbox("c" + i % clients)));
    }
    for (int i = 0; i < 10 * rooms; i++) {
      add(emit(TestLog.room("r" + i % rooms)));
    }
    flush();
  }

  private int time(Store store, String what) {
    System.gc();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    List<LogRecord> found = new Sweep(store, Policies.NONE).run(1, 0);
    long took = System.nanoTime() - start;
    System.out.printf(
        "%-22s %,9d found in %6.2f s, %,d MiB allocated%n",
        what,
        found.size(),
        took / 1e9,
        (threads.getCurrentThreadAllocatedBytes() - allocated) >> 20);
    found.forEach(this::add);
    flush();
    return found.size();
  }

  private void add(LogRecord record) {
    group.add(record);
    if (group.size() == GROUP) {
      flush();
    }
  }

  private void flush() {
    if (!group.isEmpty()) {
      log.append(List.copyOf(group));
      group.clear();
    }
  }

  private static LogRecord emit(StreamName target) {
    return new LogRecord.Emit(
        TestLog.key("p"),
        1,
        Audience.of(target),
        EmitMarks.NONE,
        Content.of(Bytes.of(new byte[200])));
  }

  private static ClientKey key(int client) {
    return TestLog.key("c" + client);
  }
}
