package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * The gaps of one queue that are yet to be told, in the order of their ends, of which no two are
 * the same. Bounded: of too many the older ones are merged. Not thread-safe.
 *
 * <pre>
 *   varint from | varint to less from | varint events | octet reason | octet hole | varint time, ms
 * </pre>
 */
final class GapList {
  static final int MAX = 16;

  private final List<QueueGap> gaps = new ArrayList<>(0);

  static GapList decode(byte[] value) {
    GapList list = new GapList();
    ByteReader in = new ByteReader(value);
    while (!in.atEnd()) {
      long from = in.varint();
      long to = from + in.varint();
      long events = in.varint();
      GapReason reason = GapReason.of(in.octet());
      QueueGap.Hole hole = QueueGap.Hole.of(in.octet());
      list.gaps.add(new QueueGap(new Gap(from, to, events, reason, in.varint()), hole));
    }
    return list;
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter(24 * gaps.size());
    for (QueueGap each : gaps) {
      Gap gap = each.gap();
      out.varint(gap.from()).varint(gap.to() - gap.from()).varint(gap.events());
      out.octet(gap.reason().code()).octet(each.hole().code()).varint(gap.timeMs());
    }
    return out.toArray();
  }

  /** Adds one; where it goes on from another of its kind, or ends as another does, they are one. */
  void add(QueueGap added) {
    QueueGap merged = added;
    for (QueueGap standing : List.copyOf(gaps)) {
      if (standing.to() == merged.to() || goesOn(standing, merged)) {
        gaps.remove(standing);
        merged = standing.and(merged);
      }
    }
    insert(merged);
    if (gaps.size() > MAX) {
      mergeOldest();
    }
  }

  private static boolean goesOn(QueueGap one, QueueGap next) {
    return one.to() == next.gap().from()
        && one.hole() == next.hole()
        && one.gap().reason() == next.gap().reason();
  }

  private void insert(QueueGap gap) {
    int at = gaps.size();
    while (at > 0 && gaps.get(at - 1).to() > gap.to()) {
      at--;
    }
    gaps.add(at, gap);
  }

  /** Only of one kind: the events between them must stay what they are. There are three kinds. */
  private void mergeOldest() {
    for (int i = 0; i < gaps.size(); i++) {
      for (int j = i + 1; j < gaps.size(); j++) {
        if (gaps.get(i).hole() == gaps.get(j).hole()) {
          QueueGap later = gaps.remove(j);
          insert(gaps.remove(i).and(later));
          return;
        }
      }
    }
  }

  /** Takes out those that end up to this offset; false when there are none. */
  boolean removeUpTo(long offset) {
    return gaps.removeIf(gap -> gap.to() <= offset);
  }

  /** Where the first ends, or beyond all offsets when there is none. */
  long firstTo() {
    return gaps.isEmpty() ? Long.MAX_VALUE : gaps.get(0).to();
  }

  /** Takes out the first. */
  QueueGap takeFirst() {
    return gaps.remove(0);
  }

  /**
   * Up to where no event of the inbox, or of the whole queue, is delivered; 0 for from the start.
   */
  long floor(QueueGap.Hole hole) {
    long floor = 0;
    for (QueueGap gap : gaps) {
      if (gap.hole().compareTo(hole) >= 0) {
        floor = gap.to();
      }
    }
    return floor;
  }

  boolean isEmpty() {
    return gaps.isEmpty();
  }

  List<QueueGap> all() {
    return List.copyOf(gaps);
  }
}
