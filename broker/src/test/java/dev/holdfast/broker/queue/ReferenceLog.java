package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the core has to be equal to, in the plainest form: a list of all records, and a list of
 * offsets for each client to which every event for that client is appended when it is emitted (a
 * copy per client, which the core never makes). Cursors, pages, rows and streams do not occur.
 */
final class ReferenceLog {
  /** The record at offset n stands at index n - 1. */
  private final List<LogRecord> records = new ArrayList<>();

  /** For each record: where its event stands, or {@link #NOWHERE} when it stored none. */
  private final List<Long> storedAt = new ArrayList<>();

  /** The last offset of each group that was committed together. */
  private final TreeSet<Long> groupEnds = new TreeSet<>(Set.of(0L));

  private final Map<String, Client> clients = new HashMap<>();

  /** Who was to get each volatile event, if there was room: by offset. */
  private final Map<Long, Set<String>> passing = new HashMap<>();

  /** Whose inbox was trimmed, when it was one. */
  private final IdentityHashMap<LogRecord, String> trimmedInboxes = new IdentityHashMap<>();

  static final long NOWHERE = -1;

  /** Clients that were away too long, and are to be told when they come back. */
  private final Set<String> expired = new HashSet<>();

  /** What is for everyone is gone up to here. */
  private long everyoneTrimmed;

  /** The last client whose queue began before the record that created it: that record's offset. */
  private long lastBackDated;

  private final ReferenceLimits limits;

  ReferenceLog(Policies policies) {
    this.limits = new ReferenceLimits(policies);
  }

  /** A client that is known. */
  static final class Client {
    final ReferenceLimits.Inbox inbox;

    Client(Lifetime lifetime, long since) {
      this.inbox = new ReferenceLimits.Inbox(lifetime);
      this.since = since;
    }

    /** Offsets of the events it is to receive, oldest first. */
    final List<Long> queue = new ArrayList<>();

    final Set<String> rooms = new HashSet<>();

    /** The offset of the record that created it. */
    final long since;

    /** It is back after it had expired, and is to be told. */
    boolean owesGap;

    /** When its session went; 0 while it has one. */
    long awaySinceMs;

    /** As long as its sid means it. */
    @Nullable SessionIdentity session;

    /** Its own emits: where each sequence number stands. */
    final Map<Long, Long> published = new HashMap<>();

    /** The same for event ids. */
    final Map<String, Long> publishedIds = new HashMap<>();
  }

  void append(List<LogRecord> group) {
    group.forEach(this::apply);
    groupEnds.add(end());
  }

  /** A crash lost everything after {@code end}: what is left is replayed from the beginning. */
  void truncate(long end) {
    List<LogRecord> left = List.copyOf(records.subList(0, (int) end));
    records.clear();
    storedAt.clear();
    clients.clear();
    passing.clear();
    expired.clear();
    everyoneTrimmed = 0;
    lastBackDated = 0;
    groupEnds.tailSet(end, false).clear();
    left.forEach(this::apply);
  }

  private void apply(LogRecord record) {
    LogRecord resolved = record instanceof LogRecord.Emit emit ? resolved(emit) : record;
    records.add(resolved);
    storedAt.add(resolved instanceof LogRecord.Emit emit ? emit(emit) : NOWHERE);
    if (record instanceof LogRecord.Connect connect) {
      connect(connect);
    } else if (record instanceof LogRecord.EndSession end && isKnown(record)) {
      client(record).session = null;
      away(record, end.timeMs());
    } else if (record instanceof LogRecord.Disconnect gone && isKnown(record)) {
      away(record, gone.timeMs());
    } else if (record instanceof LogRecord.Expire expire) {
      expire(expire);
    } else if (record instanceof LogRecord.Ack ack && isKnown(ack)) {
      client(ack).inbox.acknowledged(ack.upTo());
    } else if (record instanceof LogRecord.Drop drop && isKnown(drop)) {
      client(drop).inbox.droppedUpTo(drop.upTo());
    } else if (record instanceof LogRecord.Forget) {
      clients.remove(record.client().clientId());
    } else if (record instanceof LogRecord.Trim trim) {
      trim(trim);
    } else if (record instanceof LogRecord.Join join && isKnown(join)) {
      client(join).rooms.add(join.room());
    } else if (record instanceof LogRecord.Leave leave && isKnown(leave)) {
      client(leave).rooms.remove(leave.room());
    }
  }

  private void away(LogRecord record, long sinceMs) {
    Client client = client(record);
    client.awaySinceMs = client.awaySinceMs == 0 ? sinceMs : client.awaySinceMs;
  }

  /** Only a client that named itself does. */
  private void expire(LogRecord.Expire expire) {
    String id = expire.client().clientId();
    if (!isKnown(expire)) {
      expired.remove(id);
    } else if (client(expire).awaySinceMs == expire.awaySinceMs()) {
      clients.remove(id);
      expired.add(id);
    }
  }

  private void connect(LogRecord.Connect connect) {
    if (connect.mustRecover() && !isKnown(connect)) {
      return;
    }
    Client client = clients.computeIfAbsent(connect.client().clientId(), id -> created(connect));
    client.awaySinceMs = 0;
    SessionIdentity earlier = client.session;
    if (earlier == null || !earlier.answersTo(connect.presentedPid())) {
      client.session = connect.lifetime() == Lifetime.SESSION ? null : connect.session();
    }
  }

  /** With the inbox of the client whose session it is in the place of each known sid. */
  private LogRecord.Emit resolved(LogRecord.Emit emit) {
    Audience named = emit.audience();
    List<StreamName> targets = named.targets().stream().map(this::resolved).toList();
    return emit.to(
        new Audience(targets, named.except(), named.exceptRooms(), named.exceptSessions()));
  }

  private StreamName resolved(StreamName target) {
    for (Map.Entry<String, Client> client : clients.entrySet()) {
      SessionIdentity session = client.getValue().session;
      if (session != null && session.sid().equals(target.name())) {
        return StreamName.inbox(target.namespace(), client.getKey());
      }
    }
    return target;
  }

  private Client created(LogRecord.Connect connect) {
    Client client = new Client(connect.lifetime(), end());
    String id = connect.client().clientId();
    if (connect.from() != LogRecord.Connect.LATEST) {
      lastBackDated = connect.from() < end() ? end() : lastBackDated;
      for (long offset = Math.max(connect.from(), everyoneTrimmed) + 1; offset < end(); offset++) {
        if (isEvent(offset) && isForNewcomer((LogRecord.Emit) at(offset), id)) {
          client.queue.add(offset);
        }
      }
    }
    client.owesGap = expired.remove(id);
    return client;
  }

  void isInboxOf(LogRecord.Trim trim, @Nullable String client) {
    if (client != null) {
      trimmedInboxes.put(trim, client);
    }
  }

  /** Who begins in the past finds what is left, and what is left of an inbox fills it. */
  private void trim(LogRecord.Trim trim) {
    Client owner = clients.get(trimmedInboxes.get(trim));
    if (owner != null) {
      owner.inbox.trimmedUpTo(trim.range().upTo());
    }
    StreamName name = trim.range().name();
    boolean everyone = name != null && name.kind() == StreamName.Kind.EVERYONE;
    if (everyone && lastBackDated <= trim.sweptAt()) {
      everyoneTrimmed = Math.max(everyoneTrimmed, trim.range().upTo());
    }
  }

  private long emit(LogRecord.Emit emit) {
    boolean numbered = emit.marks().seq() != LogRecord.Emit.NO_SEQ;
    if (numbered && !isKnown(emit)) {
      return NOWHERE;
    }
    if (numbered && client(emit).published.containsKey(emit.marks().seq())) {
      return client(emit).published.get(emit.marks().seq());
    }
    if (numbered
        && client(emit).published.keySet().stream().anyMatch(seq -> seq > emit.marks().seq())) {
      return NOWHERE;
    }
    String id = emit.marks().id();
    if (id != null && client(emit).publishedIds.containsKey(id)) {
      return client(emit).publishedIds.get(id);
    }
    for (StreamName target : emit.audience().targets()) {
      boolean unknownClient =
          target.kind() == StreamName.Kind.INBOX && !clients.containsKey(target.name());
      if (unknownClient || target.kind() == StreamName.Kind.SESSION) {
        return NOWHERE;
      }
    }
    long offset = end();
    List<Client> inboxes = inboxes(emit);
    if (!emit.marks().isVolatile()
        && inboxes.stream().anyMatch(client -> limits.refuses(emit, client.inbox))) {
      return NOWHERE;
    }
    if (emit.marks().isVolatile()) {
      Set<String> members = passing.computeIfAbsent(offset, o -> new HashSet<>());
      forMembers(emit, (name, client) -> members.add(name));
      return NOWHERE;
    }
    forMembers(emit, (name, client) -> client.queue.add(offset));
    inboxes.forEach(client -> limits.store(emit, offset, client.inbox));
    if (numbered) {
      client(emit).published.put(emit.marks().seq(), offset);
    }
    if (id != null) {
      client(emit).publishedIds.put(id, offset);
    }
    return offset;
  }

  /** The clients it is emitted to by name, each once. */
  private List<Client> inboxes(LogRecord.Emit emit) {
    return emit.audience().targets().stream()
        .filter(target -> target.kind() == StreamName.Kind.INBOX)
        .map(target -> clients.get(target.name()))
        .distinct()
        .toList();
  }

  /**
   * True when the event at this offset, which is in the client's queue, need not reach it.
   *
   * @param nowMs the latest time that any part of the broker was told
   */
  boolean mayBeMissed(long offset, String id, long nowMs) {
    return clients.get(id).inbox.hasDropped(offset) || hasExpired(offset, nowMs);
  }

  /** True when the time to live of the event at this offset is over. */
  boolean hasExpired(long offset, long nowMs) {
    LogRecord.Emit emit = (LogRecord.Emit) at(offset);
    long ttlMs = limits.ttlMs(emit);
    return ttlMs > 0 && emit.timeMs() + ttlMs <= nowMs;
  }

  private void forMembers(LogRecord.Emit emit, BiConsumer<String, Client> action) {
    clients.forEach(
        (name, client) -> {
          if (isFor(emit, name, client.rooms)) {
            action.accept(name, client);
          }
        });
  }

  /** Not what its inbox held, if it was known before. */
  private static boolean isForNewcomer(LogRecord.Emit emit, String id) {
    return isFor(emit, id, Set.of())
        && emit.audience().targets().stream()
            .anyMatch(target -> target.kind() == StreamName.Kind.EVERYONE);
  }

  private static boolean isFor(LogRecord.Emit emit, String id, Set<String> rooms) {
    return !emit.audience().except().contains(id)
        && emit.audience().exceptRooms().stream().noneMatch(rooms::contains)
        && emit.audience().targets().stream()
            .anyMatch(
                target ->
                    switch (target.kind()) {
                      case EVERYONE -> true;
                      case INBOX -> target.name().equals(id);
                      case SESSION -> false;
                      case ROOM -> rooms.contains(target.name());
                    });
  }

  long end() {
    return records.size();
  }

  LogRecord at(long offset) {
    return records.get((int) offset - 1);
  }

  /** Where the event of the emit at this offset stands: elsewhere when it was a resend. */
  long storedAt(long offset) {
    return storedAt.get((int) offset - 1);
  }

  boolean isEvent(long offset) {
    return storedAt(offset) == offset;
  }

  /** True when the event at this offset is volatile, and was for this client. */
  boolean isPassing(long offset, String id) {
    return passing.getOrDefault(offset, Set.of()).contains(id);
  }

  boolean isGroupEnd(long offset) {
    return groupEnds.contains(offset);
  }

  @Nullable Client client(String id) {
    return clients.get(id);
  }

  private Client client(LogRecord record) {
    return clients.get(record.client().clientId());
  }

  private boolean isKnown(LogRecord record) {
    return clients.containsKey(record.client().clientId());
  }
}
