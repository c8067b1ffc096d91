package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rooms whose numbers nothing needs any more. Part of {@link Sweep}s; used by one thread
 * at a time.
 */
final class UnusedRooms {
  /** So many at a time: the next sweep finds the others. */
  private static final int MAX_FOUND = 50_000;

  private final Store store;

  /**
   * Numbers that events which wait for their time leave out; null before the first look. None is
   * added: later ones name their rooms.
   */
  private @Nullable Set<Long> leftOut;

  /** Over this store. */
  UnusedRooms(Store store) {
    this.store = store;
  }

  /** A look by one sweep. */
  Look look(long sweptAt, long nowMs) {
    Set<Long> stay = leftOut;
    if (stay == null) {
      stay = Schedule.numbersLeftOut(store);
      leftOut = stay;
    }
    return new Look(stay, sweptAt, nowMs);
  }

  /** What one sweep finds. */
  final class Look implements AutoCloseable {
    private final Set<Long> stay;
    private final long sweptAt;
    private final long nowMs;
    private final Store.Scan retained = store.scan(Table.RETAINED, new byte[0], Keys.one(-1));
    private final Store.Scan receipts =
        store.scan(Table.RECEIPTS, Keys.receiptOf(0, 0), Keys.receiptOf(-1, 0));
    private final List<LogRecord> found = new ArrayList<>();

    private Look(Set<Long> stay, long sweptAt, long nowMs) {
      this.stay = stay;
      this.sweptAt = sweptAt;
      this.nowMs = nowMs;
    }

    /** A room without members and without events. */
    void at(long stream, StreamName room) {
      if (found.size() < MAX_FOUND
          && !stay.contains(stream)
          && !isAwaitedIn(stream)
          && !keepsAny(stream)) {
        found.add(new LogRecord.Retire(room, stream, sweptAt, nowMs));
      }
    }

    private boolean isAwaitedIn(long stream) {
      receipts.seek(Keys.receiptOf(stream, 0), Keys.receiptOf(stream + 1, 0));
      return receipts.valid() && Keys.numberBehind(receipts.key(), 0) == stream;
    }

    private boolean keepsAny(long stream) {
      byte[] end = Keys.one(stream + 1);
      for (retained.seek(Keys.one(stream), end); retained.valid(); retained.next()) {
        if (Keys.number(retained.key(), 0) != stream) {
          return false;
        }
        if (!RetainedTable.isExpired(retained, nowMs)) {
          return true;
        }
      }
      return false;
    }

    List<LogRecord> found() {
      return found;
    }

    @Override
    public void close() {
      retained.close();
      receipts.close();
    }
  }
}
