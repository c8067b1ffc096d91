package dev.holdfast.cli.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Lets many do something, so many at a time. Safe for all threads. */
final class Entrance {
  private final int first;
  private final int end;
  private final IntConsumer begin;
  private final AtomicInteger next;
  private final AtomicInteger ready = new AtomicInteger();

  /**
   * For the numbers from {@code first} to {@code end}, exclusive.
   *
   * @param begin begins one; {@link #ready} is to be called when that is done
   */
  Entrance(int first, int end, IntConsumer begin) {
    this.first = first;
    this.end = end;
    this.begin = begin;
    this.next = new AtomicInteger(first);
  }

  /** Begins with so many. */
  void open(int atOnce) {
    for (int i = 0; i < atOnce; i++) {
      another();
    }
  }

  /** One is done: the next may begin. */
  void ready() {
    ready.incrementAndGet();
    another();
  }

  private void another() {
    int number = next.getAndUpdate(n -> Math.min(n + 1, end));
    if (number < end) {
      begin.accept(number);
    }
  }

  /** How many are done. */
  int done() {
    return ready.get();
  }

  int count() {
    return end - first;
  }

  boolean complete() {
    return done() >= count();
  }
}
