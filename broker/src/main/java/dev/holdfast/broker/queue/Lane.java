package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves sessions, as the shard writer sees it: it gets every commit, in order, in
 * one hand-over, and passes the events on to the queue readers they are for. All methods but {@link
 * #post}, {@link #awaitBacklogBelow} and {@link #execute} are called on the lane's own thread.
 */
public final class Lane {
  /** Roughly the memory an outcome holds until it has run. */
  private static final long OUTCOME_BYTES = 200;

  private final OwnerThread owner = new OwnerThread();
  private final int index;
  private final Executor thread;
  private final PageSource pages;
  private final Tail tail;
  private final QueueCounters counters;
  private final LaneCounters counts = new LaneCounters();
  private final Map<Long, Set<QueueReader>> readers = new HashMap<>();

  /** What has written and has to be flushed before this turn ends. */
  private final Set<Runnable> flushes = new LinkedHashSet<>();

  private boolean flushScheduled;

  /** Every event up to this offset has been offered to the readers that were caught up. */
  private long handedOver;

  /** The last record of the newest commit that came, handed to the readers or about to be. */
  private long newest;

  private long nowMs;

  private final Alarms alarms = new Alarms();
  private final Reports reports = new Reports();

  /** Set while a commit is handed to the readers, whose set must not change under it. */
  private boolean delivering;

  /** Wait for a commit, whether it has events for them or not. */
  private final Set<QueueReader> waiting = new LinkedHashSet<>();

  private final List<Runnable> afterDelivery = new ArrayList<>();

  /**
   * Set for good when handing a commit over threw. Readers it did not reach would take the next one
   * for proof that it was not for them, and acknowledge it (P2): so there is no next one.
   */
  private boolean failed;

  /** Guards {@link #backlogBytes}, which the shard writer and the lane both change. */
  private final Object backlog = new Object();

  /** What the writer has handed over and the lane has not worked through, in bytes. */
  private long backlogBytes;

  /** Senders that were paused because too much waited for the writer. */
  private final List<Runnable> paused = new ArrayList<>();

  /**
   * A lane that has seen the log up to {@code end}.
   *
   * @param index from 0, one for each lane of a shard
   * @param thread runs tasks one after the other, in the order they were given
   * @param tailBytes bound of the events held in memory
   */
  Lane(int index, Executor thread, PageSource pages, long end, long tailBytes) {
    this(index, thread, pages, new Tail(end, tailBytes), new QueueCounters());
  }

  /**
   * A lane that has seen the log up to where the tail, which is empty, begins.
   *
   * @param index from 0, one for each lane of a shard
   * @param thread runs tasks one after the other, in the order they were given
   */
  Lane(int index, Executor thread, PageSource pages, Tail tail, QueueCounters counters) {
    this.index = index;
    this.thread = thread;
    this.pages = pages;
    this.tail = tail;
    this.counters = counters;
    this.handedOver = tail.end();
    this.newest = tail.end();
  }

  /** Which of the shard's lanes this is, from 0. */
  public int index() {
    return index;
  }

  /** Runs a task on the lane's thread, after what was handed over before. Any thread. */
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /**
   * Hands a commit over, if there was one, and what became of this lane's own records. Called by
   * the shard writer.
   */
  void post(@Nullable Commit commit, List<Runnable> outcomes, boolean congested) {
    long bytes = OUTCOME_BYTES * outcomes.size() + (commit == null ? 0 : commit.weight());
    synchronized (backlog) {
      backlogBytes += bytes;
    }
    thread.execute(
        () -> {
          try {
            committed(commit, outcomes, congested);
          } finally {
            workedThrough(bytes);
          }
        });
  }

  private void workedThrough(long bytes) {
    synchronized (backlog) {
      backlogBytes -= bytes;
      backlog.notifyAll();
    }
  }

  /**
   * Waits until less than this is on its way to the lane: a writer that is faster than a lane must
   * not fill the memory between them. Called by the shard writer.
   */
  void awaitBacklogBelow(long bytes) throws InterruptedException {
    synchronized (backlog) {
      while (backlogBytes >= bytes) {
        backlog.wait();
      }
    }
  }

  private void committed(@Nullable Commit commit, List<Runnable> outcomes, boolean congested) {
    assert owner.isHere() : this;
    if (failed) {
      return;
    }
    failed = true;
    handOver(commit, outcomes, congested);
    failed = false;
  }

  private void handOver(@Nullable Commit commit, List<Runnable> outcomes, boolean congested) {
    newest = commit == null ? newest : commit.last();
    // The outcomes first: a session that attaches must know all its rooms before it reads an event.
    outcomes.forEach(Runnable::run);
    if (commit != null) {
      tail.add(commit);
      deliver(commit);
      handedOver = commit.last();
      pumpWaiting();
    }
    if (!congested && !paused.isEmpty()) {
      List<Runnable> resumed = List.copyOf(paused);
      paused.clear();
      resumed.forEach(Runnable::run);
    }
    flushNow();
  }

  private void deliver(Commit commit) {
    delivering = true;
    for (long stream : commit.streams()) {
      for (QueueReader reader : readers.getOrDefault(stream, Set.of())) {
        reader.onCommit(commit);
      }
    }
    for (Event event : commit.questions()) {
      Objects.requireNonNull(event.question()).offered(this);
    }
    delivering = false;
    afterDelivery.forEach(Runnable::run);
    afterDelivery.clear();
  }

  /** Has the reader go on when the next commit has come, even if nothing in it is for it. */
  void pumpAfterNextCommit(QueueReader reader) {
    assert owner.isHere() : this;
    waiting.add(reader);
  }

  private void pumpWaiting() {
    if (!waiting.isEmpty()) {
      List<QueueReader> due = List.copyOf(waiting);
      waiting.clear();
      due.forEach(QueueReader::pump);
    }
  }

  /**
   * Has {@code flush} called once before this turn of the lane ends, however often it was asked
   * for.
   */
  public void flushLater(Runnable flush) {
    assert owner.isHere() : this;
    flushes.add(flush);
    if (!flushScheduled) {
      flushScheduled = true;
      thread.execute(this::flushNow);
    }
  }

  private void flushNow() {
    flushScheduled = false;
    if (flushes.isEmpty()) {
      return;
    }
    List<Runnable> due = List.copyOf(flushes);
    flushes.clear();
    due.forEach(Runnable::run);
  }

  /** Has {@code resume} called when the shard writer has caught up. */
  public void resumeWhenDrained(Runnable resume) {
    assert owner.isHere() : this;
    paused.add(resume);
  }

  Tail tail() {
    return tail;
  }

  /** Up to where a reader that is caught up has been offered everything. */
  long handedOver() {
    return handedOver;
  }

  /** What comes after this was not there yet when the reader that asks was made. */
  long newest() {
    return newest;
  }

  /**
   * Time has come this far.
   *
   * @param wallMs milliseconds since 1970, and no less than the last time
   */
  void tick(long wallMs) {
    nowMs = wallMs;
    alarms.ring(nowMs);
    reports.tick();
  }

  /**
   * Has a queue say now and then how far it has come: what nobody acknowledges moves its cursor
   * too, and what its client needs no more can be given up.
   */
  public void reportRegularly(Report report) {
    assert owner.isHere() : this;
    reports.add(report);
  }

  /** Milliseconds since 1970 at the last tick; 0 before the first. It never goes back. */
  public long nowMs() {
    return nowMs;
  }

  /**
   * Runs a task at the first tick at which this time has come, in milliseconds since 1970.
   *
   * @return takes it back; does nothing when it has run
   */
  Runnable at(long wallMs, Runnable task) {
    assert owner.isHere() : this;
    return alarms.set(wallMs, task);
  }

  QueueCounters counters() {
    return counters;
  }

  /** What this lane has counted. Any thread reads, the lane writes. */
  public LaneCounters counts() {
    return counts;
  }

  PageSource pages() {
    return pages;
  }

  void subscribe(long stream, QueueReader reader) {
    assert owner.isHere() : this;
    readers.computeIfAbsent(stream, s -> new LinkedHashSet<>()).add(reader);
  }

  void unsubscribe(long stream, QueueReader reader) {
    assert owner.isHere() : this;
    if (delivering) {
      afterDelivery.add(() -> unsubscribe(stream, reader));
      return;
    }
    @Nullable Set<QueueReader> set = readers.get(stream);
    if (set != null && set.remove(reader) && set.isEmpty()) {
      readers.remove(stream);
    }
  }
}
