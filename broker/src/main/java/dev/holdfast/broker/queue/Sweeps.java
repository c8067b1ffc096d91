package dev.holdfast.broker.queue;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Sweeps on a thread of its own, and hands over what is found a portion at a time. While it stands
 * still between two portions nothing is under way. Its fields are the sweeping thread's.
 */
final class Sweeps implements SweepSource {
  /** So many streams are trimmed in one commit: a few milliseconds. */
  static final int PORTION = 500;

  /** From so much on a part of a stream is given back to the disk at once, in bytes. */
  private static final long RECLAIMED_AT_ONCE = 32 << 20;

  private final Store store;
  private final Sweep sweep;
  private final Executor away;
  private final Consumer<Command> submit;
  private final int portionSize;
  private List<LogRecord> found = List.of();
  private int handedOver;

  /** What was handed over last. */
  private List<LogRecord> portion = List.of();

  /**
   * With a sweep.
   *
   * @param away runs one task after the other, where waiting for a disk holds nobody up
   * @param submit takes the commands to the shard writer
   * @param portionSize how much of what was found is handed over at a time; {@link #PORTION}
   */
  Sweeps(Store store, Sweep sweep, Executor away, Consumer<Command> submit, int portionSize) {
    this.store = store;
    this.sweep = sweep;
    this.away = away;
    this.submit = submit;
    this.portionSize = portionSize;
  }

  @Override
  public void start(long nowMs, long openMs) {
    away.execute(
        () -> {
          reclaim();
          found = sweep.run(nowMs, openMs);
          handedOver = 0;
          handOver();
        });
  }

  @Override
  public void next() {
    away.execute(
        () -> {
          reclaim();
          handOver();
        });
  }

  /** Each call comes when what was handed over before has been committed. */
  private void reclaim() {
    for (LogRecord record : portion) {
      if (record instanceof LogRecord.Trim trim && trim.rows().isEmpty()) {
        TrimRange range = trim.range();
        if (trim.gap() == null && range.count().bytes() >= RECLAIMED_AT_ONCE) {
          store.reclaim(
              Table.EVENTS,
              Keys.two(range.stream(), 0),
              Keys.two(range.stream(), range.upTo() + 1));
        }
      }
    }
    portion = List.of();
  }

  private void handOver() {
    int end = Math.min(found.size(), handedOver + portionSize);
    portion = List.copyOf(found.subList(handedOver, end));
    handedOver = end;
    boolean last = end == found.size();
    if (last) {
      found = List.of();
      handedOver = 0;
    }
    submit.accept(new Command.Swept(portion, sweep.sweptAt(), last));
  }
}
