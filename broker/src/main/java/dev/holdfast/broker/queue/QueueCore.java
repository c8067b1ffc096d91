package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The core put together over a store: one shard with its writer, a lane for each event loop, and a
 * few threads that read pages for sessions that lag. Opening it recovers what a crash left.
 */
public final class QueueCore {
  /** The only shard of a single node. */
  public static final int SHARD = 0;

  private final ShardWriter writer;
  private final List<Lane> lanes = new ArrayList<>();
  private final ExecutorService readers;
  private final ExecutorService sweeping;
  private final Sweep sweep;
  private final QueueReader.Limits readerLimits;
  private final SharedQueues sharedQueues;
  private final Policies policies;
  private final DeadLetters deadLetters;
  private final Inspector inspector;
  private final Consumer<Throwable> onFailure;
  private final QueueCounters counters;
  private final Lineage lineage;
  private final Growth growth = new Growth();

  /**
   * What an operator sets.
   *
   * @param writer bounds of the writer
   * @param readers bounds of the sessions' readers
   * @param tailBytes events held in memory for live sessions
   * @param dedup how long resends are known
   * @param readerThreads threads that read pages from the store
   * @param recovery how long sessions wait for their clients
   * @param policies what holds for rooms and queues
   * @param clock what time it is, in milliseconds since 1970; never goes back, and not behind
   *     {@link StoreState#latestMs} unless that was wrong
   * @param sweepIntervalMs how long after a sweep the next one begins, at least, in milliseconds
   */
  public record Settings(
      ShardWriter.Settings writer,
      QueueReader.Limits readers,
      long tailBytes,
      DedupSettings dedup,
      int readerThreads,
      RecoverySettings recovery,
      Policies policies,
      LongSupplier clock,
      long sweepIntervalMs) {}

  /**
   * Opens what the store holds and starts the writer.
   *
   * @param loops one per lane: runs tasks in order on one thread
   * @param onFailure told at least once, on any of the core's threads, when the store failed or a
   *     lane did: the core is of no more use then
   * @throws Store.StoreException when the store cannot be read
   */
  public QueueCore(
      Store store,
      Settings settings,
      List<? extends Executor> loops,
      Consumer<Throwable> onFailure) {
    this(store, settings, loops, onFailure, left -> List.of());
  }

  /**
   * As above.
   *
   * @param farewells called once, here, with the sessions that a crash ended; what it returns is
   *     appended in one commit with their end
   */
  public QueueCore(
      Store store,
      Settings settings,
      List<? extends Executor> loops,
      Consumer<Throwable> onFailure,
      Function<List<EndedSession>, List<LogRecord>> farewells) {
    this.lineage = store.lineage();
    this.readerLimits = settings.readers();
    this.policies = settings.policies();
    this.deadLetters = new DeadLetters(store);
    this.inspector = new Inspector(store, deadLetters);
    this.onFailure = onFailure;
    this.readers = pool(settings.readerThreads(), "holdfast-reader");
    this.sweeping = pool(1, "holdfast-sweep");
    View view = new View(store, settings.dedup(), policies);
    this.counters = view.counters();
    ShardLog log = new LocalShardLog(store, view);
    PageReader pageReader = new PageReader(store);
    PageSource pages = (query, lane, reply) -> readPage(pageReader, query, lane, reply);
    this.sweep = new Sweep(store, policies);
    SweepSource sweeps =
        new Sweeps(
            store,
            sweep,
            task -> execute(sweeping, task),
            command -> writer().submit(command),
            Sweeps.PORTION);
    Sweeper sweeper = new Sweeper(sweeps, settings.sweepIntervalMs());
    Shard shard = new Shard(log, view, lanes, settings.recovery(), sweeper);
    long openedAtMs = settings.clock().getAsLong();
    shard.recover(openedAtMs, farewells);
    for (Executor loop : loops) {
      Executor guarded = stoppedBy(loop, onFailure);
      Tail tail = new Tail(log.end(), settings.tailBytes());
      Lane lane = new Lane(lanes.size(), guarded, pages, tail, counters);
      // What has expired while nothing ran must not be delivered before the first tick.
      guarded.execute(() -> lane.tick(openedAtMs));
      lanes.add(lane);
    }
    this.writer =
        new ShardWriter(
            shard,
            lanes,
            "holdfast-shard-" + SHARD,
            settings.writer(),
            settings.clock(),
            onFailure);
    this.sharedQueues = new SharedQueues(lanes, writer, readerLimits);
    writer.start();
  }

  /**
   * What throws on a lane may have left other sessions without a commit they were to be offered.
   * Then the broker stops, as after a failed write, rather than miss an event (P2).
   */
  private static Executor stoppedBy(Executor loop, Consumer<Throwable> onFailure) {
    return task ->
        loop.execute(
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error e) {
                onFailure.accept(e);
                throw e;
              }
            });
  }

  private static ExecutorService pool(int threads, String name) {
    // Each session has one page under way at most, and so have the sweeps: that is the bound.
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private void readPage(PageReader reader, PageQuery query, Lane lane, PageSource.Reply reply) {
    execute(
        readers,
        () -> {
          if (reply.wanted()) {
            PageRequest.Page page = query.read(reader);
            lane.execute(() -> reply.accept(page));
          }
        });
  }

  /**
   * Reads dead letters of a client.
   *
   * @param read asks for them, on a thread that may wait for the disk
   * @param then gets them on the lane
   */
  public <T> void readDeadLetters(Function<DeadLetters, T> read, Lane lane, Consumer<T> then) {
    execute(
        readers,
        () -> {
          T found = read.apply(deadLetters);
          lane.execute(() -> then.accept(found));
        });
  }

  private void execute(ExecutorService pool, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            // Whoever waits for it, a session for its page or the sweep, would wait for ever.
            onFailure.accept(e);
          }
        };
    try {
      pool.execute(guarded);
    } catch (RejectedExecutionException e) {
      // The core is closed: the session that asked is about to be.
      assert pool.isShutdown() : e;
    }
  }

  /** The lanes, in the order of the loops they were made for. */
  public List<Lane> lanes() {
    return lanes;
  }

  /** Where records are submitted. */
  public ShardWriter writer() {
    return writer;
  }

  /** The queues that several sessions share. */
  public SharedQueues sharedQueues() {
    return sharedQueues;
  }

  /** What holds for rooms and queues. */
  public Policies policies() {
    return policies;
  }

  /** Bounds for the sessions' readers. */
  public QueueReader.Limits readerLimits() {
    return readerLimits;
  }

  /** Reads what is stored, for an operator. */
  public Inspector inspector() {
    return inspector;
  }

  /** Whether the store may grow. */
  public Growth growth() {
    return growth;
  }

  /** What was counted since the core was opened. */
  public QueueCounters counters() {
    return counters;
  }

  /** How full the queues were when the last sweep looked. */
  public QueueDepths depths() {
    return sweep.depths();
  }

  /** What positions of this store are called, and what those that clients hold mean. */
  public Lineage lineage() {
    return lineage;
  }

  /** Finishes what was submitted and ends the threads; the store may be closed after. */
  public void close() throws InterruptedException {
    sweep.stop();
    writer.stop();
    inspector.close();
    readers.shutdown();
    sweeping.shutdown();
    readers.awaitTermination(10, TimeUnit.SECONDS);
    sweeping.awaitTermination(10, TimeUnit.SECONDS);
  }
}
