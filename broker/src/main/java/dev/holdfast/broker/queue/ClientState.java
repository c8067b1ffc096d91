package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * One client as the view works on it: read from the store when it is first needed, written back
 * with the commit that changed it. Owned by the shard writer.
 */
final class ClientState {
  final ClientKey key;

  /** Names the client in keys; also the number of its inbox stream. */
  final long number;

  final boolean durable;
  final Cursor cursor;

  /** Stretches of rooms, and the two that every client has: its inbox and everyone. */
  final List<Membership> memberships = new ArrayList<>();

  /** Sequence numbers stored by the commit under way, with their offsets; empty between commits. */
  final TreeMap<Long, Long> published = new TreeMap<>();

  /** The greatest sequence number stored of this publisher, or -1. */
  long lastSeq = -1;

  /** Sequence numbers below this were dropped from the PUBLISHED table by this process. */
  long prunedBelow;

  /** The cursor has to be written with the commit under way. */
  boolean cursorDirty;

  /** Sessions attached to it, now or waiting: while there is one it stays in memory. */
  int pins;

  ClientState(ClientKey key, long number, boolean durable, Cursor cursor) {
    this.key = key;
    this.number = number;
    this.durable = durable;
    this.cursor = cursor;
  }

  boolean unchanged() {
    return !cursorDirty && published.isEmpty();
  }

  ClientSnapshot snapshot(boolean created) {
    return new ClientSnapshot(
        key,
        durable,
        created,
        cursor.upTo(),
        Set.copyOf(cursor.also()),
        List.copyOf(memberships),
        lastSeq);
  }
}
