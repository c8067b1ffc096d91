package dev.holdfast.broker.metrics;

import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StoreMemory;
import dev.holdfast.broker.storage.StoreMetrics;
import dev.holdfast.broker.storage.StoreStalls;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The meters of the store and its disk. */
final class StoreMeters implements StoreMetrics {
  private final Timer synced;
  private final Timer unsynced;
  private final DistributionSummary bytes;

  StoreMeters(Meters meters) {
    String help = "What a commit took, by whether the write-ahead log was synced with it.";
    this.synced = meters.timer("holdfast.commit", help, "synced", "true");
    this.unsynced = meters.timer("holdfast.commit", help, "synced", "false");
    this.bytes = meters.sizes("holdfast.commit.size", "How large a commit was.");
  }

  @Override
  public void committed(long batchBytes, long nanos, boolean isSynced) {
    (isSynced ? synced : unsynced).record(nanos, TimeUnit.NANOSECONDS);
    bytes.record((double) batchBytes);
  }

  static void bind(Meters meters, RocksStore store, long memoryBudgetBytes, long minFreeBytes) {
    memory(meters, new Reading<>(store::memory), memoryBudgetBytes);
    stalls(meters, new Reading<>(store::stalls));
    meters.bytes("holdfast.disk.free", "What the disk of the store has left.", store::freeBytes);
    meters.bytes(
        "holdfast.disk.min.free",
        "storage.minFreeBytes: with less the broker is read-only.",
        () -> minFreeBytes);
  }

  private static void memory(Meters meters, Reading<StoreMemory> memory, long budgetBytes) {
    String help =
        "What RocksDB holds outside of the Java heap: cached blocks (the pinned and the memtables"
            + " are among them), and readers of table files.";
    part(meters, help, memory, StoreMemory::cacheBytes, "cache");
    part(meters, help, memory, StoreMemory::pinnedBytes, "pinned");
    part(meters, help, memory, StoreMemory::memtableBytes, "memtables");
    part(meters, help, memory, StoreMemory::readerBytes, "readers");
    meters.bytes("holdfast.rocksdb.memory.budget", "storage.memoryBudgetBytes.", () -> budgetBytes);
  }

  private static void part(
      Meters meters,
      String help,
      Reading<StoreMemory> memory,
      ToLongFunction<StoreMemory> bytes,
      String part) {
    meters.bytes(
        "holdfast.rocksdb.memory", help, () -> bytes.applyAsLong(memory.get()), "part", part);
  }

  private static void stalls(Meters meters, Reading<StoreStalls> stalls) {
    meters.gauge(
        "holdfast.rocksdb.write.stopped",
        "1 while RocksDB stops writes, as flushes or compactions do not keep up.",
        () -> stalls.get().stopped() ? 1 : 0);
    meters.bytes(
        "holdfast.rocksdb.delayed.write.rate",
        "What writes are slowed down to, per second; 0 when they are not.",
        () -> stalls.get().delayedBytesPerSecond());
    meters.counter(
        "holdfast.rocksdb.write.delays",
        "How often writes were slowed down.",
        () -> stalls.get().delays());
    meters.counter(
        "holdfast.rocksdb.write.stops",
        "How often writes were stopped.",
        () -> stalls.get().stops());
    meters.bytes(
        "holdfast.rocksdb.pending.compaction",
        "What compactions have yet to rewrite, roughly.",
        () -> stalls.get().pendingCompactionBytes());
  }

  /** One look for all meters of a scrape: each look asks all tables. Any thread. */
  private static final class Reading<T> {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Supplier<T> source;
    private volatile Taken<T> last;

    private record Taken<T>(T value, long atNanos) {}

    Reading(Supplier<T> source) {
      this.source = source;
      this.last = new Taken<>(source.get(), System.nanoTime());
    }

    T get() {
      Taken<T> taken = last;
      if (System.nanoTime() - taken.atNanos() > FRESH_NANOS) {
        taken = new Taken<>(source.get(), System.nanoTime());
        last = taken;
      }
      return taken.value();
    }
  }
}
