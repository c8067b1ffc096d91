package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client that the {@link ReferenceLog} knows. */
final class ReferenceClient {
  final ReferenceLimits.Inbox inbox;

  final ReferenceFailures failures;

  /** Offsets of the events it is to receive, oldest first. */
  final List<Long> queue = new ArrayList<>();

  final Set<String> rooms = new HashSet<>();

  /** Of events that are its as a member of rooms, and for nothing else: these rooms. */
  private final Map<Long, Set<String>> through = new HashMap<>();

  /** Events that it lost with the last of their rooms: the record that took it from there. */
  private final Map<Long, Long> banished = new HashMap<>();

  /** The offset of the record that created it. */
  final long since;

  /** It is back after it had expired, and is to be told. */
  boolean owesGap;

  /** When its session went; 0 while it has one. */
  long awaySinceMs;

  final Lifetime lifetime;

  /** As long as its sid means it. */
  @Nullable SessionIdentity session;

  /** Its own emits: where each sequence number stands. */
  final Map<Long, Long> published = new HashMap<>();

  /** The same for event ids. */
  final Map<String, Long> publishedIds = new HashMap<>();

  ReferenceClient(Lifetime lifetime, long from, long since) {
    this.since = since;
    this.lifetime = lifetime;
    this.inbox = new ReferenceLimits.Inbox(lifetime);
    this.failures = new ReferenceFailures(from);
  }

  /** An event is to reach it. */
  void enqueue(long offset, String id, LogRecord.Emit emit) {
    queue.add(offset);
    if (!ReferenceAudience.isFor(emit, id, Set.of())) {
      Set<String> its = new HashSet<>(rooms);
      its.retainAll(emit.audience().targets().stream().map(StreamName::name).toList());
      through.put(offset, its);
    }
  }

  /** The record at an offset changes its rooms, if it is about them. */
  void changeRooms(LogRecord record, long offset) {
    if (record instanceof LogRecord.Join join) {
      rooms.add(join.room());
    } else if (record instanceof LogRecord.Leave leave) {
      rooms.remove(leave.room());
    } else if (record instanceof LogRecord.Banish banish) {
      banish(banish.room(), offset);
    }
  }

  /** It is taken from a room, with what waits for it there. */
  private void banish(String room, long by) {
    rooms.remove(room);
    through.forEach(
        (offset, its) -> {
          if (its.remove(room) && its.isEmpty()) {
            banished.put(offset, by);
          }
        });
  }

  /** It has lost the event at an offset with its room. */
  boolean hasLost(long offset) {
    return banished.containsKey(offset);
  }

  /** The record by which it did so; beyond all offsets when it did not. */
  long lostBy(long offset) {
    return banished.getOrDefault(offset, Long.MAX_VALUE);
  }

  /**
   * Where a resend of an emit stands, {@link ReferenceLog#NOWHERE} when its turn has passed; null
   * when it is none.
   */
  @Nullable Long earlier(LogRecord.Emit emit) {
    long number = emit.marks().seq();
    if (number != LogRecord.Emit.NO_SEQ && published.containsKey(number)) {
      return published.get(number);
    }
    if (number != LogRecord.Emit.NO_SEQ
        && published.keySet().stream().anyMatch(seq -> seq > number)) {
      return ReferenceLog.NOWHERE;
    }
    return publishedIds.get(emit.marks().id());
  }

  /** Its emit is stored there. */
  void published(LogRecord.Emit emit, long offset) {
    if (emit.marks().seq() != LogRecord.Emit.NO_SEQ) {
      published.put(emit.marks().seq(), offset);
    }
    if (emit.marks().id() != null) {
      publishedIds.put(emit.marks().id(), offset);
    }
  }
}
