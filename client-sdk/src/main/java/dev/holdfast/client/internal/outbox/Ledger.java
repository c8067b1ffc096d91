package dev.holdfast.client.internal.outbox;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the emits by their ordinals: which of them are done, and which sequence number
 * each has. Made again from the records after a restart. Pure. Owner: the outbox's thread.
 */
final class Ledger {
  /** The ordinal of the next emit. */
  private long next = 1;

  /** The first that is not done. */
  private long low = 1;

  /** Those after {@code low} that are done all the same; bounded by how many are sent ahead. */
  private final NavigableSet<Long> doneLater = new TreeSet<>();

  /** The first number of the emits from an ordinal on, up to the next such ordinal. */
  private final TreeMap<Long, Long> numbers = new TreeMap<>();

  /** Begins where the oldest segment does. */
  void beginAt(long ordinal) {
    next = ordinal;
    low = ordinal;
  }

  /** The ordinal of the next emit. */
  long next() {
    return next;
  }

  /** The first that is not done. */
  long low() {
    return low;
  }

  /** Notes the next emit. */
  void emitted() {
    next++;
  }

  /** Notes that this emit was answered for good. */
  void done(long ordinal) {
    if (ordinal < low || ordinal >= next) {
      return;
    }
    doneLater.add(ordinal);
    while (!doneLater.isEmpty() && doneLater.first() == low) {
      doneLater.pollFirst();
      low++;
    }
    forgetNumbersBelow(low);
  }

  private void forgetNumbersBelow(long ordinal) {
    Long kept = numbers.floorKey(ordinal);
    if (kept != null) {
      numbers.headMap(kept).clear();
    }
  }

  /** True when this emit was answered for good. */
  boolean isDone(long ordinal) {
    return ordinal < low || doneLater.contains(ordinal);
  }

  /** How many are not done. */
  long live() {
    return next - low - doneLater.size();
  }

  /** Numbers the emits from this ordinal on, whatever numbers those had. */
  void number(OutboxRecord.Numbers mark) {
    numbers.tailMap(mark.from()).clear();
    numbers.put(mark.from(), mark.seq());
  }

  /** True when emits have numbers. */
  boolean isNumbered() {
    return !numbers.isEmpty();
  }

  /** The number of this emit, which has one. */
  long sequence(long ordinal) {
    Map.Entry<Long, Long> mark = numbers.floorEntry(ordinal);
    if (mark == null) {
      throw new IllegalStateException("emit " + ordinal + " has no number");
    }
    return mark.getValue() + (ordinal - mark.getKey());
  }

  /** The numbers from the next emit on; null when none have been given. */
  OutboxRecord.@Nullable Numbers numbersFromNext() {
    return isNumbered() ? new OutboxRecord.Numbers(next, sequence(next)) : null;
  }

  /** The ordinal after so many emits that are not done, or the next one. */
  long afterLive(int count) {
    long ordinal = low;
    for (int found = 0; ordinal < next && found < count; ordinal++) {
      found += isDone(ordinal) ? 0 : 1;
    }
    return ordinal;
  }
}
