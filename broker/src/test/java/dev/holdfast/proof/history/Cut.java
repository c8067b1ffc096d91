package dev.holdfast.proof.history;

import dev.holdfast.broker.queue.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one client's history off at an instant that is known only to some precision. What it tried
 * shortly before or after may have had its effect; what it saw then proves nothing. So an
 * acknowledgement may stay of events whose delivery is cut: it names them then, as nobody can tell
 * from the history that is left what it means.
 */
final class Cut {
  private final long at;
  private final long precision;
  private final List<Line> left = new ArrayList<>();
  private final List<Entry.Delivered> cutDeliveries = new ArrayList<>();

  /**
   * At a time.
   *
   * @param precision in nanoseconds, as is {@code at}
   */
  Cut(long at, long precision) {
    this.at = at;
    this.precision = precision;
  }

  History of(History history) {
    history.lines().forEach(this::take);
    return new History(history.client(), List.copyOf(left));
  }

  private void take(Line line) {
    Entry entry = line.entry();
    if (entry.at() < (isAttempt(entry) ? at + precision : at - precision)) {
      Entry kept = entry instanceof Entry.Acked ack ? naming(ack) : entry;
      left.add(new Line(line.file(), line.number(), kept));
    } else if (entry instanceof Entry.Delivered delivered) {
      cutDeliveries.add(delivered);
    }
  }

  private static boolean isAttempt(Entry entry) {
    return entry instanceof Entry.Emitting
        || entry instanceof Entry.Connecting
        || entry instanceof Entry.Acked
        || entry instanceof Entry.Nacked
        || entry instanceof Entry.Joining
        || entry instanceof Entry.Leaving;
  }

  private Entry naming(Entry.Acked ack) {
    List<String> events = new ArrayList<>(ack.events());
    for (Entry.Delivered delivered : cutDeliveries) {
      boolean ofSession = delivered.session().equals(ack.session());
      if (ofSession && (ack.all() || isUpTo(ack.upTo(), delivered.position()))) {
        events.add(delivered.event());
      }
    }
    return new Entry.Acked(
        ack.at(), ack.session(), ack.number(), ack.upTo(), List.copyOf(events), ack.all());
  }

  private static boolean isUpTo(@Nullable String upTo, @Nullable String position) {
    return upTo != null
        && position != null
        && Position.parse(position).offset() <= Position.parse(upTo).offset();
  }
}
