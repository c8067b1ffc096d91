package dev.holdfast.proof.check;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.Line;
import dev.holdfast.proof.history.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that the histories together know of one event. */
final class EventFacts {
  final String name;
  final String publisher;
  final long number;

  /** Where it was emitted first; the target and the body are the same in every try. */
  final Line emitted;

  final Target target;
  final String body;

  /** Each position it was said to have, with the line that said so first. */
  final Map<Position, Line> positions = new LinkedHashMap<>();

  int tries;
  @Nullable Line confirmed;
  @Nullable Line refused;

  /** Its first delivery to anybody. */
  @Nullable Line delivered;

  EventFacts(Line emitted, Entry.Emitting emit) {
    this.name = emit.event();
    this.emitted = emitted;
    this.target = emit.target();
    this.body = emit.body();
    int mark = name.lastIndexOf('#');
    this.publisher = name.substring(0, mark);
    this.number = Long.parseLong(name.substring(mark + 1));
  }

  /** It was confirmed, or delivered, which comes after the commit as well. */
  boolean durable() {
    return confirmed != null || delivered != null;
  }

  /** From then on it was certainly stored. */
  long storedBefore() {
    return Math.min(at(confirmed), at(delivered));
  }

  /** Until then it was certainly not stored. */
  long storedAfter() {
    return emitted.entry().at();
  }

  /** Its offset in the log, or -1 while nobody has told. */
  long offset() {
    return positions.isEmpty() ? -1 : positions.keySet().iterator().next().offset();
  }

  /** The streams it was stored in, in the words of {@link Streams}. */
  List<String> streams() {
    return Stream.concat(
            Stream.concat(
                target.rooms().stream().map(Streams::room),
                target.clients().stream().map(Streams::inbox)),
            target.everyone() ? Stream.of(Streams.EVERYONE) : Stream.of())
        .toList();
  }

  private static long at(@Nullable Line line) {
    return line == null ? Long.MAX_VALUE : line.entry().at();
  }
}
