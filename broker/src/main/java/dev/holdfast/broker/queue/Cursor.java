package dev.holdfast.broker.queue;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far one client has acknowledged: everything up to one offset, and a set of later ones. It
 * never moves back (P3). Owned by the shard writer.
 */
final class Cursor {
  private long upTo;
  private final TreeSet<Long> also = new TreeSet<>();

  Cursor(long upTo) {
    this.upTo = upTo;
  }

  static Cursor decode(byte[] value) {
    ByteReader in = new ByteReader(value);
    in.varint();
    Cursor cursor = new Cursor(in.varint());
    long previous = cursor.upTo;
    while (!in.atEnd()) {
      previous += in.varint();
      cursor.also.add(previous);
    }
    return cursor;
  }

  /**
   * CURSORS value: {@code varint everyone | varint upTo}, then each later offset as a varint less
   * the one before it.
   *
   * @param everyone number of the stream of everyone that its client reads; 0 for none
   */
  byte[] encode(long everyone) {
    ByteWriter out = new ByteWriter(24 + 2 * also.size());
    out.varint(everyone).varint(upTo);
    long previous = upTo;
    for (long offset : also) {
      out.varint(offset - previous);
      previous = offset;
    }
    return out.toArray();
  }

  /** Takes an acknowledgement in; one that says nothing new changes nothing. */
  boolean advance(long newUpTo, Collection<Long> newAlso) {
    boolean changed = newUpTo > upTo;
    upTo = Math.max(upTo, newUpTo);
    for (long offset : newAlso) {
      changed |= offset > upTo && also.add(offset);
    }
    also.headSet(upTo, true).clear();
    return changed;
  }

  /** True when the event at this offset is acknowledged. */
  boolean covers(long offset) {
    return offset <= upTo || also.contains(offset);
  }

  long upTo() {
    return upTo;
  }

  SortedSet<Long> also() {
    return also;
  }
}
