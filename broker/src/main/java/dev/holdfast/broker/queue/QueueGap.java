package dev.holdfast.broker.queue;

/**
 * A gap of one client's queue that its client has yet to be told of, and what it means for the
 * events in its range that are still stored.
 */
public record QueueGap(Gap gap, Hole hole) {
  /**
   * Which events of the range are not delivered any more. The codes stand in the storage format.
   */
  public enum Hole {
    /** None: what was dropped never entered the queue, and what else is in the range stays. */
    NOTHING(0),
    /** Those of the client's inbox. */
    INBOX(1),
    /** All. */
    QUEUE(2);

    private final int code;

    Hole(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Hole of(int code) {
      for (Hole hole : values()) {
        if (hole.code == code) {
          return hole;
        }
      }
      throw new Store.StoreException("a stored gap has a hole of the unknown kind " + code, null);
    }
  }

  /** An event at this offset did not enter the inbox of its target. */
  static QueueGap notTaken(long offset, GapReason reason, long timeMs) {
    return new QueueGap(new Gap(offset - 1, offset, 1, reason, timeMs), Hole.NOTHING);
  }

  /** In whose place the client is told. */
  long to() {
    return gap.to();
  }

  /** This one and a later one as one, for the reason of the later. */
  QueueGap and(QueueGap later) {
    Gap one = gap;
    Gap two = later.gap;
    return new QueueGap(
        new Gap(
            Math.min(one.from(), two.from()),
            Math.max(one.to(), two.to()),
            one.events() + two.events(),
            two.reason(),
            Math.max(one.timeMs(), two.timeMs())),
        hole.compareTo(later.hole) > 0 ? hole : later.hole);
  }
}
