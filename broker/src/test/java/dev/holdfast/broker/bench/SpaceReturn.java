package dev.holdfast.broker.bench;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How the disk shrinks when events have been acknowledged, and what publishing feels of it: prints
 * the size of the data directory as time goes by. A command, not a test; arguments: {@code room |
 * endless | dead | inboxes}, and how many events.
 */
public final class SpaceReturn {
  private static final String NAMESPACE = "/";
  private static final long MEMORY_BUDGET_BYTES = 256 << 20;
  private static final int BODY_BYTES = 256;
  private static final int IN_FLIGHT = 2_000;

  private final TempDirectory dir = TempDirectory.create();
  private final RocksStore store;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final QueueCore core;
  private final Lane lane;
  private final AtomicLong submitted = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong position = new AtomicLong();
  private final Random random = new Random(1);
  private final long started = System.nanoTime();

  /** Confirms since the last line, in microseconds; the lane's own. */
  private Histogram latency = new Histogram(3);

  private long ticked;

  private SpaceReturn() throws Exception {
    store = RocksStore.open(dir.path(), new StorageSettings(MEMORY_BUDGET_BYTES), () -> 1);
    core = new QueueCore(store, BenchCore.SETTINGS, List.of(loop), Throwable::printStackTrace);
    lane = core.lanes().get(0);
  }

  /** Runs one of them. */
  public static void main(String[] args) throws Exception {
    SpaceReturn run = new SpaceReturn();
    try {
      long events = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
      switch (args[0]) {
        case "room" -> run.oneRoom(events);
        case "endless" -> run.endless(events);
        case "dead" -> run.oneDeadClient(events);
        case "inboxes" -> run.manyInboxes(events);
        default -> throw new IllegalArgumentException(args[0]);
      }
    } finally {
      run.close();
    }
  }

  /** Everything is acknowledged at once. */
  private void oneRoom(long events) throws Exception {
    member("m", "r");
    for (long i = 0; i < events; i++) {
      emit(room("r"));
    }
    settle("published");
    ack("m");
    watch("acknowledged", 20);
  }

  /** The member keeps up. */
  private void endless(long events) throws Exception {
    member("m", "r");
    for (long i = 0; i < events; i++) {
      emit(room("r"));
      if (i % 1_000 == 0) {
        ack("m");
      }
      if (i % (events / 20) == 0) {
        print("at " + i);
      }
    }
    settle("published");
    ack("m");
    watch("acknowledged", 10);
  }

  /** A hundred rooms, in ten of which is also a client that never comes. */
  private void oneDeadClient(long events) throws Exception {
    for (int i = 0; i < 100; i++) {
      member("m", "r" + i);
    }
    for (int i = 0; i < 10; i++) {
      member("dead", "r" + i);
    }
    for (long i = 0; i < events; i++) {
      emit(room("r" + i % 100));
      if (i % 1_000 == 0) {
        ack("m");
      }
    }
    settle("published");
    ack("m");
    watch("acknowledged", 15);
  }

  /** A hundred thousand clients, each with a few events. */
  private void manyInboxes(long events) throws Exception {
    int clients = 100_000;
    for (int i = 0; i < clients; i++) {
      submit(new LogRecord.Declare(key("c" + i)));
    }
    settle("declared");
    for (long i = 0; i < events; i++) {
      emit(StreamName.inbox(NAMESPACE, "c" + random.nextInt(clients)));
    }
    settle("published");
    for (int i = 0; i < clients; i++) {
      ack("c" + i);
    }
    watch("acknowledged", 30);
  }

  private void member(String client, String room) throws Exception {
    submit(new LogRecord.Declare(key(client)));
    submit(new LogRecord.Join(key(client), room));
  }

  private void emit(StreamName target) throws Exception {
    byte[] body = new byte[BODY_BYTES];
    random.nextBytes(body);
    submit(
        new LogRecord.Emit(
            key("p"),
            System.currentTimeMillis(),
            Audience.of(target),
            EmitMarks.NONE,
            Content.of(Bytes.of(body))));
  }

  private void ack(String client) throws Exception {
    submit(new LogRecord.Ack(key(client), position.get(), List.of(), false));
  }

  private void submit(LogRecord record) throws Exception {
    tick();
    while (submitted.get() - done.get() > IN_FLIGHT) {
      LockSupport.parkNanos(50_000);
    }
    submitted.incrementAndGet();
    long from = System.nanoTime();
    core.writer().append(record, lane, applied -> confirmed(applied, from));
  }

  private void confirmed(Applied applied, long from) {
    if (applied instanceof Applied.Stored stored) {
      position.set(stored.offset());
      latency.recordValue((System.nanoTime() - from) / 1_000);
    }
    done.incrementAndGet();
  }

  private void tick() {
    long now = System.nanoTime() / 1_000_000;
    if (now - ticked >= 250) {
      ticked = now;
      core.writer().tick(now, System.currentTimeMillis());
    }
  }

  private void settle(String what) throws Exception {
    while (done.get() < submitted.get()) {
      LockSupport.parkNanos(5_000_000);
    }
    print(what);
  }

  /** Publishes a little meanwhile, to feel what the others do. */
  private void watch(String what, int seconds) throws Exception {
    settle(what);
    submit(new LogRecord.Declare(key("other")));
    for (int i = 0; i < seconds; i++) {
      long until = System.nanoTime() + 1_000_000_000L;
      while (System.nanoTime() < until) {
        emit(StreamName.inbox(NAMESPACE, "other"));
        LockSupport.parkNanos(1_000_000);
      }
      ack("other");
      print(what);
    }
  }

  private void print(String what) throws Exception {
    Histogram since = latency;
    latency = new Histogram(3);
    System.out.printf(
        "%6.1f s %-16s disk %8.1f MiB  confirms p50 %.2f p99 %.2f max %.2f ms%n",
        (System.nanoTime() - started) / 1e9,
        what,
        dir.sizeBytes() / 1048576.0,
        since.getValueAtPercentile(50) / 1000.0,
        since.getValueAtPercentile(99) / 1000.0,
        since.getMaxValue() / 1000.0);
  }

  private void close() throws Exception {
    core.close();
    loop.shutdown();
    store.close();
    dir.delete();
  }

  private static StreamName room(String name) {
    return StreamName.room(NAMESPACE, name);
  }

  private static ClientKey key(String client) {
    return new ClientKey(NAMESPACE, client);
  }
}
