package dev.holdfast.it.backends;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What became of each emit, by its number. Thread-safe. */
final class Ledger {
  private static final long NEVER = Long.MAX_VALUE;

  /** How often each was handled; this and the others are guarded by this. */
  private final int[] handled;

  /** When each was handled for the first time, by the clock that all processes share. */
  private final long[] firstNanos;

  /** How often the ack function of each was called with its reply, or with a timeout. */
  private final int[] settled;

  private final boolean[] sentAgain;
  private int allHandled;
  private int allSettled;
  private int timedOut;

  /** For so many emits. */
  Ledger(int emits) {
    handled = new int[emits];
    firstNanos = new long[emits];
    Arrays.fill(firstNanos, NEVER);
    settled = new int[emits];
    sentAgain = new boolean[emits];
  }

  /** An instance has handled it. */
  synchronized void handled(int number, long nanos) {
    if (handled[number]++ == 0) {
      allHandled++;
    }
    firstNanos[number] = Math.min(firstNanos[number], nanos);
    notifyAll();
  }

  /** Its ack function was called with the reply. */
  synchronized void answered(int number) {
    settle(number);
  }

  /** Its ack function was told that it is stored, but that no reply came in time. */
  synchronized void timedOut(int number) {
    timedOut++;
    settle(number);
  }

  private void settle(int number) {
    if (settled[number]++ == 0) {
      allSettled++;
    }
    notifyAll();
  }

  /** The emitter heard nothing, so it does not know whether the broker has it. */
  synchronized void sentAgain(int number) {
    sentAgain[number] = true;
  }

  synchronized int countHandled() {
    return allHandled;
  }

  /** Waits until so many were handled; returns false when that takes too long. */
  synchronized boolean awaitHandled(int count, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (allHandled < count && System.nanoTime() < deadline) {
      wait(100);
    }
    return allHandled >= count;
  }

  /** Waits until each was answered or has timed out; returns false when that takes too long. */
  synchronized boolean awaitSettled(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (allSettled < settled.length && System.nanoTime() < deadline) {
      wait(100);
    }
    return allSettled == settled.length;
  }

  /** Those nobody has handled. */
  synchronized List<Integer> lost() {
    return IntStream.range(0, handled.length)
        .filter(number -> handled[number] == 0)
        .boxed()
        .toList();
  }

  /** Those whose ack function was called more than once, or never. */
  synchronized List<Integer> notSettledOnce() {
    return IntStream.range(0, settled.length)
        .filter(number -> settled[number] != 1)
        .boxed()
        .toList();
  }

  /**
   * Those of one emitter that it sent just once, in the order in which they were first handled. One
   * that was sent again may stand behind later ones.
   */
  synchronized List<Integer> firstHandlings(int emitter, int emitters) {
    return IntStream.range(0, handled.length)
        .filter(number -> number % emitters == emitter && !sentAgain[number])
        .boxed()
        .sorted((one, other) -> Long.compare(firstNanos[one], firstNanos[other]))
        .toList();
  }

  @Override
  public synchronized String toString() {
    int again =
        IntStream.range(0, handled.length).filter(number -> sentAgain[number]).toArray().length;
    return "%,d handled, %,d times again, %,d answered, %,d timed out, %,d sent again, %,d lost"
        .formatted(
            allHandled,
            Arrays.stream(handled).sum() - allHandled,
            allSettled - timedOut,
            timedOut,
            again,
            handled.length - allHandled);
  }
}
