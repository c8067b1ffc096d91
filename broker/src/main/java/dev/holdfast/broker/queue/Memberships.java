package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The stretches of streams that one session's queue is made of (P6). A stream has several when the
 * client left a room and joined it again. Owned by the session's lane.
 */
final class Memberships {
  private final Map<Long, List<Membership>> byStream = new HashMap<>();

  /** Adds a stretch; the one that starts where this one does is replaced. */
  void add(Membership membership) {
    List<Membership> stretches =
        byStream.computeIfAbsent(membership.stream(), s -> new ArrayList<>(1));
    stretches.removeIf(stretch -> stretch.joined() == membership.joined());
    stretches.add(membership);
  }

  /** Ends the membership of a room, if there is one. */
  void left(StreamName room, long offset) {
    for (List<Membership> stretches : byStream.values()) {
      stretches.replaceAll(m -> m.open() && m.name().equals(room) ? m.leftAt(offset) : m);
    }
  }

  /** Nothing of a room before {@code offset} is the client's any more. */
  void banished(StreamName room, long offset) {
    for (List<Membership> stretches : byStream.values()) {
      stretches.replaceAll(
          m -> m.name().equals(room) && m.joined() < offset ? m.banishedAt(offset) : m);
    }
  }

  /**
   * Drops the ended stretches that have neither an event nor a gap after {@code offset}: a gap that
   * reaches beyond a stretch is told in the place of the record that ended it.
   *
   * @param gone told of each stream of which none is left
   */
  void dropEndedBy(long offset, LongConsumer gone) {
    byStream
        .entrySet()
        .removeIf(
            stream -> {
              stream.getValue().removeIf(stretch -> stretch.left() <= offset);
              if (stream.getValue().isEmpty()) {
                gone.accept(stream.getKey());
              }
              return stream.getValue().isEmpty();
            });
  }

  /** True when the event stands in one of the stretches, and in none that it leaves out. */
  boolean cover(Event event) {
    return covers(event.streams(), event.offset(), false)
        && !covers(event.exceptStreams(), event.offset(), true);
  }

  private boolean covers(long[] streams, long offset, boolean banishedToo) {
    for (long stream : streams) {
      for (Membership stretch : byStream.getOrDefault(stream, List.of())) {
        if (stretch.covers(offset) && (banishedToo || !stretch.banished())) {
          return true;
        }
      }
    }
    return false;
  }

  /** True when the client lost with a room what stood there at this offset, if anything did. */
  boolean isBanishedAt(long offset) {
    for (List<Membership> stretches : byStream.values()) {
      for (Membership stretch : stretches) {
        if (stretch.banished() && stretch.covers(offset)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The numbers of the streams; a view. */
  Collection<Long> streams() {
    return byStream.keySet();
  }

  /** All stretches. */
  List<Membership> all() {
    return byStream.values().stream().flatMap(List::stream).toList();
  }

  /** The rooms of memberships that stand, sorted. */
  List<String> rooms() {
    return byStream.values().stream()
        .flatMap(List::stream)
        .filter(m -> m.open() && m.name().kind() == StreamName.Kind.ROOM)
        .map(m -> m.name().name())
        .sorted()
        .toList();
  }

  /** The rooms of all stretches that it was not banished from, sorted. */
  List<String> roomsRead() {
    return byStream.values().stream()
        .flatMap(List::stream)
        .filter(m -> !m.banished() && m.name().kind() == StreamName.Kind.ROOM)
        .map(m -> m.name().name())
        .distinct()
        .sorted()
        .toList();
  }
}
