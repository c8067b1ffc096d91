package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What shared queues have to be equal to, in the plainest form: a list of all records, and for each
 * client the offsets of the events that are for it. No two emits say the same, so a resend is known
 * by what it says.
 */
final class SharedLog {
  /** The record at offset n stands at index n - 1. */
  private final List<LogRecord> records = new ArrayList<>();

  private final IdentityHashMap<LogRecord, Long> offsets = new IdentityHashMap<>();
  private final TreeMap<Long, LogRecord.Emit> events = new TreeMap<>();

  /** Where the event that says so stands. */
  private final Map<Bytes, Long> stored = new HashMap<>();

  /** For which clients a volatile event is that says so. */
  private final Map<Bytes, Set<String>> passing = new HashMap<>();

  private final Map<String, Long> lastSeq = new HashMap<>();
  private final Map<String, Client> clients = new HashMap<>();

  private static final class Client {
    final Set<String> rooms = new TreeSet<>();
    final TreeSet<Long> queue = new TreeSet<>();
  }

  void append(LogRecord record) {
    records.add(record);
    offsets.put(record, end());
    apply(record, end());
  }

  /** A crash lost everything after {@code end}: what is left is applied from the beginning. */
  void truncate(long end) {
    List<LogRecord> left = List.copyOf(records.subList(0, (int) end));
    records.clear();
    events.clear();
    stored.clear();
    passing.clear();
    lastSeq.clear();
    clients.clear();
    left.forEach(this::append);
  }

  private void apply(LogRecord record, long offset) {
    String id = record.client().clientId();
    if (record instanceof LogRecord.Connect || record instanceof LogRecord.Declare) {
      clients.computeIfAbsent(id, name -> new Client());
    } else if (record instanceof LogRecord.Join join && clients.containsKey(id)) {
      clients.get(id).rooms.add(join.room());
    } else if (record instanceof LogRecord.Leave leave && clients.containsKey(id)) {
      clients.get(id).rooms.remove(leave.room());
    } else if (record instanceof LogRecord.Emit emit && isAccepted(emit)) {
      emit(emit, offset);
    }
  }

  private boolean isAccepted(LogRecord.Emit emit) {
    return !stored.containsKey(emit.content().body())
        && (!isNumbered(emit)
            || emit.marks().seq() > lastSeq.getOrDefault(emit.client().clientId(), -1L))
        && emit.audience().targets().stream()
            .allMatch(to -> to.kind() == StreamName.Kind.ROOM || clients.containsKey(to.name()));
  }

  private static boolean isNumbered(LogRecord.Emit emit) {
    return emit.marks().seq() != LogRecord.Emit.NO_SEQ;
  }

  private void emit(LogRecord.Emit emit, long offset) {
    Bytes body = emit.content().body();
    Map<String, Client> members = new HashMap<>(clients);
    members.entrySet().removeIf(client -> !isFor(emit, client.getKey(), client.getValue()));
    if (emit.marks().isVolatile()) {
      passing.put(body, new HashSet<>(members.keySet()));
      return;
    }
    events.put(offset, emit);
    stored.put(body, offset);
    members.values().forEach(client -> client.queue.add(offset));
    if (isNumbered(emit)) {
      lastSeq.put(emit.client().clientId(), emit.marks().seq());
    }
  }

  private static boolean isFor(LogRecord.Emit emit, String id, Client client) {
    return emit.audience().targets().stream()
        .anyMatch(
            to ->
                to.kind() == StreamName.Kind.ROOM
                    ? client.rooms.contains(to.name())
                    : to.name().equals(id));
  }

  long end() {
    return records.size();
  }

  long offsetOf(LogRecord record) {
    return offsets.get(record);
  }

  /** Where the event that says this stands; 0 for nowhere. */
  long storedAt(Bytes body) {
    return stored.getOrDefault(body, 0L);
  }

  LogRecord.Emit event(long offset) {
    return events.get(offset);
  }

  boolean hasExpired(long offset, long nowMs) {
    LogRecord.Emit emit = events.get(offset);
    long ttlMs = emit.marks().handling().ttlMs();
    return ttlMs > 0 && emit.timeMs() + ttlMs <= nowMs;
  }

  boolean isPassing(Bytes body, String client) {
    return passing.getOrDefault(body, Set.of()).contains(client);
  }

  /** The offsets of the events that are for a client. */
  NavigableSet<Long> queue(String client) {
    return clients.containsKey(client) ? clients.get(client).queue : new TreeSet<>();
  }

  /** The rooms of a client, sorted. */
  List<String> rooms(String client) {
    return clients.containsKey(client) ? List.copyOf(clients.get(client).rooms) : List.of();
  }
}
