package dev.holdfast.broker.queue;

import dev.holdfast.broker.bench.TempDirectory;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One commit of the shard on a real store: from the commands of a group to the confirms on the
 * lane, which nobody reads from. Without the hand-over between threads; time per commit.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CommitBenchmark {
  private static final long MEMORY_BUDGET_BYTES = 64 << 20;
  private static final long TAIL_BYTES = 16 << 20;

  /** Emits that share the commit. */
  @Param({"1", "10", "100"})
  public int emits;

  /** Whether the write-ahead log is synced, as it is in the product. */
  @Param({"true", "false"})
  public boolean synced;

  private final List<Command> group = new ArrayList<>();
  private long confirmed;
  private TempDirectory directory;
  private Store store;
  private Shard shard;

  /** A fresh store, and a group of emits of 256 bytes to one room. */
  @Setup
  public void open() throws Exception {
    directory = TempDirectory.create();
    Store rocks =
        RocksStore.open(directory.path(), new StorageSettings(MEMORY_BUDGET_BYTES), () -> 1);
    store = synced ? rocks : new Unsynced(rocks);
    View view = new View(store, TestLog.DEDUP, Policies.NONE);
    LocalShardLog log = new LocalShardLog(store, view);
    Lane lane = new Lane(0, Runnable::run, (request, l, reply) -> {}, log.end(), TAIL_BYTES);
    shard = new Shard(log, view, List.of(lane), TestLog.RECOVERY, TestLog.neverSweeps());
    Content content = Content.of(Bytes.utf8("\"event\",\"" + "x".repeat(256) + "\""));
    Audience room = Audience.of(TestLog.room("room"));
    for (int i = 0; i < emits; i++) {
      LogRecord.Emit emit =
          new LogRecord.Emit(
              TestLog.key("publisher"), 1_700_000_000_000L, room, EmitMarks.NONE, content);
      group.add(new Command.Append(emit, lane, applied -> confirmed++));
    }
  }

  /** The group as one commit. */
  @Benchmark
  public long commit() {
    shard.process(group, System.currentTimeMillis(), false);
    return confirmed;
  }

  /** Leaves nothing on the disk. */
  @TearDown
  public void close() throws Exception {
    store.close();
    directory.delete();
  }

  /** What the same costs on a disk that syncs in no time. */
  private static final class Unsynced extends ForwardingStore {
    Unsynced(Store store) {
      super(store);
    }

    @Override
    public void commit(Batch batch, boolean sync) {
      store.commit(batch, false);
    }
  }
}
