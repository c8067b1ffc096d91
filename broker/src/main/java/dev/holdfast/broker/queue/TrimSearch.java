package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much can be given up at the start of one stream: rows that all members have acknowledged and
 * that no history is to be kept of, and after them rows whose events have all expired, in the place
 * of which a gap is left. Used once.
 */
final class TrimSearch {
  /** So few rows are removed one by one; more are one range, which costs each read a little. */
  static final int FEW_ROWS = 64;

  /** So many rows are looked into at a time; the next sweep goes on from there. */
  private static final int MAX_ROWS_READ = 5_000;

  private final SweptStream stream;
  private final long sweptAt;
  private final long nowMs;
  private final Store.Scan events;
  private final List<Long> rows = new ArrayList<>();

  private @Nullable RowHeader first;

  /** The last offset that is given up, or -1. */
  private long upTo = -1;

  /** What somebody has not acknowledged of it came after this offset; -1 when all have. */
  private long lostFrom = -1;

  private long lostEvents;

  /** A gap that was left before, which a further one takes in. */
  private @Nullable Gap standing;

  /**
   * Of a stream that the scan stands on the first row of.
   *
   * @param sweptAt nothing after this is given up
   * @param nowMs decides what has expired, and what is history
   */
  TrimSearch(SweptStream stream, long sweptAt, long nowMs, Store.Scan events) {
    this.stream = stream;
    this.sweptAt = sweptAt;
    this.nowMs = nowMs;
    this.events = events;
  }

  /** What is found; null for nothing. The scan stands somewhere in the stream or after it. */
  LogRecord.@Nullable Trim find() {
    RowHeader before = header();
    first = before;
    long total = total();
    int looks = 0;
    while (onRow() && last() <= sweptAt && looks++ < MAX_ROWS_READ && take(total)) {
      if (rows.size() > FEW_ROWS && !stream.policy().keepsHistory() && upTo < stream.told()) {
        upTo = Math.min(stream.told(), sweptAt);
        seekAfter(upTo);
      } else {
        events.next();
      }
    }
    return upTo < 0 ? null : trim(before.before());
  }

  /** All events the stream has had, if that matters. */
  private long total() {
    if (stream.policy().historyEvents() == 0) {
      return 0;
    }
    long total = StreamCounts.total(events, stream.number()).events();
    seekAfter(-1);
    return total;
  }

  private LogRecord.Trim trim(StreamCount before) {
    // A gap that nothing has joined stays.
    rows.removeIf(last -> last > upTo);
    seekAfter(upTo);
    StreamCount after;
    if (onRow()) {
      // Of a row that reaches beyond the mark all stays, also what is before the mark.
      after = header().before();
      upTo = Math.min(upTo, header().first() - 1);
    } else {
      after = StreamCounts.total(events, stream.number());
    }
    TrimRange range =
        new TrimRange(stream.number(), stream.name(), upTo, before, after.minus(before));
    Gap gap = lostFrom < 0 ? null : new Gap(lostFrom, upTo, lostEvents, GapReason.EXPIRED, nowMs);
    return new LogRecord.Trim(
        range, sweptAt, rows.size() > FEW_ROWS ? List.of() : List.copyOf(rows), gap);
  }

  /** Takes the row the scan stands on if it can be given up; false when it is to stay. */
  private boolean take(long total) {
    long last = last();
    boolean told = last <= stream.told();
    if (told && !stream.policy().keepsHistory()) {
      given(last);
      return true;
    }
    RowHeader header = header();
    if (header.gap() && !told) {
      standing = RowReader.gap(last, events.value());
      rows.add(last);
      return true;
    }
    boolean acknowledged = last <= stream.low();
    boolean expired = header.times().expiry() <= nowMs;
    if (!expired && (!acknowledged || isHistory(header, total))) {
      return false;
    }
    if (!acknowledged) {
      lose(header.first() - 1, header.events());
    } else if (standing != null) {
      lose(standing.from(), 0);
    }
    given(last);
    return true;
  }

  private void given(long last) {
    upTo = last;
    rows.add(last);
  }

  /** Events of which not all know that they are gone, after a gap that they join. */
  private void lose(long from, long lost) {
    Gap before = standing;
    if (lostFrom < 0) {
      lostFrom = before == null ? from : before.from();
    }
    lostEvents += before == null ? lost : before.events() + lost;
    standing = null;
  }

  private boolean isHistory(RowHeader header, long total) {
    RoomPolicy policy = stream.policy();
    long withIt = header.before().events() + header.events();
    return (policy.historyMs() > 0 && header.times().latest() + policy.historyMs() > nowMs)
        || (policy.historyEvents() > 0 && total - withIt < policy.historyEvents());
  }

  private void seekAfter(long offset) {
    events.seek(Keys.two(stream.number(), offset + 1), Keys.one(stream.number() + 1));
  }

  private boolean onRow() {
    return events.valid() && Keys.number(events.key(), 0) == stream.number();
  }

  private long last() {
    return Keys.number(events.key(), 1);
  }

  /** Of the row it stands on: mostly it is the first, and stays. */
  private RowHeader header() {
    RowHeader known = first;
    return known != null && known.last() == last() ? known : read();
  }

  private RowHeader read() {
    return RowHeader.read(last(), new ByteReader(events.value()));
  }
}
