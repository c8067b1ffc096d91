package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One client as the view works on it: read from the store when it is first needed, written back
 * with the commit that changed it. Owned by the shard writer.
 */
final class ClientState {
  final ClientKey key;

  /** Names the client in keys; also the number of its inbox stream. */
  final long number;

  /** Changes once at most, when a client is declared a back-end. */
  Lifetime lifetime;

  /** Number of the stream of everyone that it reads; 0 for a back-end. */
  long everyone;

  /** When its session went, in milliseconds since 1970; 0 while it has one. */
  long awaySinceMs;

  /** The offset its queue started after. */
  final long from;

  final Cursor cursor;

  /**
   * Its session, live or to be recovered; null when it has none, and for a client that lives no
   * longer than its session.
   */
  @Nullable SessionIdentity session;

  /** What was dropped from its queue and is not acknowledged. */
  final GapList gaps;

  /** The gaps have to be written with the commit under way. */
  boolean gapsDirty;

  /** Of its queue. */
  final QueueLimits limits;

  /** How much waits in its inbox; only if there are limits, from the first emit to it on. */
  @Nullable InboxMeter inboxMeter;

  /** Stretches of rooms, and the two that every client has: its inbox and everyone. */
  final List<Membership> memberships = new ArrayList<>();

  /** Sequence numbers stored by the commit under way, with their offsets; empty between commits. */
  final TreeMap<Long, Long> published = new TreeMap<>();

  /** The greatest sequence number stored of this publisher, or -1. */
  long lastSeq = -1;

  /** Sequence numbers below this were dropped from the PUBLISHED table by this process. */
  long prunedBelow;

  /** Failed attempts by offset; null until they are asked for. */
  @Nullable NavigableMap<Long, Attempt> attempts;

  /** The cursor has to be written with the commit under way. */
  boolean cursorDirty;

  /** Sessions attached to it, now or waiting: while there is one it stays in memory. */
  int pins;

  /**
   * The inbox may hold events. Only kept for clients that are forgotten some day, so that no stream
   * is cleared that never held any.
   */
  boolean inboxUsed;

  /** As a row says, with the cursor that is stored beside it. */
  ClientState(ClientKey key, ClientRow row, Cursor cursor, GapList gaps, QueueLimits limits) {
    this.key = key;
    this.number = row.number();
    this.lifetime = row.lifetime();
    this.from = row.from();
    this.session = row.session();
    this.awaySinceMs = row.awaySinceMs();
    this.cursor = cursor;
    this.gaps = gaps;
    this.limits = limits;
  }

  ClientRow row() {
    return new ClientRow(number, lifetime, from, awaySinceMs, session);
  }

  /** True when it is a member of one of these streams now. */
  boolean reads(long[] streams) {
    for (Membership membership : memberships) {
      for (long stream : streams) {
        if (membership.stream() == stream && membership.open()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Of a client whose session is {@code live} now.
   *
   * @param pending how many events wait for it, at most
   */
  ClientSnapshot snapshot(SessionIdentity live, boolean created, boolean recovered, long pending) {
    return new ClientSnapshot(
        key,
        live,
        created,
        recovered,
        cursor.upTo(),
        Set.copyOf(cursor.also()),
        List.copyOf(memberships),
        lastSeq,
        attempts == null ? Map.of() : Map.copyOf(attempts),
        gaps.all(),
        pending,
        limits);
  }
}
