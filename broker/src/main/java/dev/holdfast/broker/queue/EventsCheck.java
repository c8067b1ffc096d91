package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * EVENTS: rows of known streams, whose events stand in order, within the row, after the row before,
 * and not ahead of the store; counts that only grow.
 */
final class EventsCheck implements StoreCheck {
  private static final String MEANING =
      "members may miss events of this stream, or get them out of order";

  private long stream = -1;
  private long lastOfRowBefore;
  private StreamCount totalBefore = StreamCount.NONE;

  @Override
  public Table table() {
    return Table.EVENTS;
  }

  @Override
  public void row(byte[] key, byte[] value, CheckContext context) {
    CursorsCheck.requireLength(key, 2 * Long.BYTES);
    if (Keys.number(key, 0) != stream) {
      begin(key, context);
    }
    long last = Keys.number(key, 1);
    RowReader row = new RowReader(stream, StreamName.everyone("/"), last, value);
    RowHeader header = row.header();
    if (header.first() <= lastOfRowBefore || header.first() > last || !context.isApplied(last)) {
      context.found(
          table(),
          key,
          "it has offsets %d to %d, after %d".formatted(header.first(), last, lastOfRowBefore),
          MEANING);
    }
    StreamCount before = header.before();
    if (before.events() < totalBefore.events() || before.bytes() < totalBefore.bytes()) {
      context.found(
          table(),
          key,
          "it says that less was stored before it than was",
          "the limits of queues are kept wrongly");
    }
    String problem = header.gap() ? null : events(row, header);
    if (problem != null) {
      context.found(table(), key, problem, MEANING);
    }
    lastOfRowBefore = last;
    totalBefore = RowReader.total(last, value);
  }

  private void begin(byte[] key, CheckContext context) {
    stream = Keys.number(key, 0);
    lastOfRowBefore = 0;
    totalBefore = StreamCount.NONE;
    if (!context.isStream(stream)) {
      context.found(
          table(), key, "it is of a stream that is not known", "nobody gets these events");
    }
  }

  /** What is wrong with the events of a row, or null. */
  private static @Nullable String events(RowReader row, RowHeader header) {
    long events = 0;
    long previous = header.first() - 1;
    for (Event event = row.next(0); event != null; event = row.next(0)) {
      if (event.offset() <= previous) {
        return "offset %d stands after %d".formatted(event.offset(), previous);
      }
      previous = event.offset();
      events++;
    }
    if (previous != header.last() || events != header.events()) {
      return "it has %d events up to offset %d, and says %d up to %d"
          .formatted(events, previous, header.events(), header.last());
    }
    return null;
  }
}
