package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
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

  /** Emits that wait for their time, by offset. */
  private final Map<Long, LogRecord.Emit> waiting = new HashMap<>();

  /** Emits that waited, by the offset at which they entered. */
  private final Map<Long, LogRecord.Emit> entered = new HashMap<>();

  /** What each attempt to take one back is to be answered, by its offset. */
  private final Map<Long, Boolean> cancelled = new HashMap<>();

  /** By room and name, the last event that was emitted to be kept. */
  private final Map<String, Map<String, Long>> retained = new HashMap<>();

  /** Events whose publishers are to be told that they were acknowledged, by offset. */
  private final Map<Long, Awaited> awaited = new HashMap<>();

  /** True when a client is done with the event at an offset. */
  private final BiPredicate<String, Long> acknowledged;

  static final long NOWHERE = -1;

  /**
   * An event whose publisher waits for its receipt.
   *
   * @param confirmed where it was told that it stands
   */
  private record Awaited(
      String publisher, long confirmed, Set<String> recipients, boolean inboxesOnly) {}

  /**
   * Empty.
   *
   * @param acknowledged true when a client is done with the event at an offset
   */
  ReferenceLog(BiPredicate<String, Long> acknowledged) {
    this.acknowledged = acknowledged;
  }

  /** A client that is known. */
  static final class Client {
    /** Offsets of the events it is to receive, oldest first. */
    final List<Long> queue = new ArrayList<>();

    final Set<String> rooms = new HashSet<>();
    final Lifetime lifetime;

    /** As long as its sid means it. */
    @Nullable SessionIdentity session;

    /** Its own emits: where each sequence number stands. */
    final Map<Long, Long> published = new HashMap<>();

    /** The same for event ids. */
    final Map<String, Long> publishedIds = new HashMap<>();

    Client(Lifetime lifetime) {
      this.lifetime = lifetime;
    }
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
    waiting.clear();
    entered.clear();
    cancelled.clear();
    retained.clear();
    awaited.clear();
    groupEnds.tailSet(end, false).clear();
    left.forEach(this::apply);
  }

  private void apply(LogRecord record) {
    LogRecord resolved = record instanceof LogRecord.Emit emit ? resolved(emit) : record;
    records.add(resolved);
    storedAt.add(storedBy(resolved));
    if (record instanceof LogRecord.Connect connect) {
      connect(connect);
    } else if (record instanceof LogRecord.EndSession && isKnown(record)) {
      client(record).session = null;
    } else if (record instanceof LogRecord.Forget) {
      String gone = record.client().clientId();
      clients.remove(gone);
      awaited.values().removeIf(event -> event.publisher().equals(gone));
    } else if (record instanceof LogRecord.Join join && isKnown(join)) {
      client(join).rooms.add(join.room());
    } else if (record instanceof LogRecord.Leave leave && isKnown(leave)) {
      client(leave).rooms.remove(leave.room());
    }
  }

  private long storedBy(LogRecord record) {
    if (record instanceof LogRecord.Emit emit) {
      return emit(emit);
    } else if (record instanceof LogRecord.Enter enter) {
      return enter(enter);
    } else if (record instanceof LogRecord.Told told) {
      return tell(told);
    } else if (record instanceof LogRecord.Cancel cancel) {
      LogRecord.Emit emit = waiting.get(cancel.scheduled());
      boolean theirs = emit != null && emit.client().equals(cancel.client());
      cancelled.put(end(), theirs && waiting.remove(cancel.scheduled()) != null);
    }
    return NOWHERE;
  }

  /** The publisher is told once, and not before everybody is done with the event. */
  private long tell(LogRecord.Told told) {
    Awaited event = awaited.remove(told.event());
    if (event == null) {
      return NOWHERE;
    }
    Violation.unless(
        isOver(told.event(), event),
        "RECEIPT",
        "%s is told that %d was acknowledged, too early",
        event.publisher(),
        told.event());
    long offset = end();
    String body = "\"$receipt\",{\"p\":\"%s\",";
    String position = Position.prefix(new MemoryStore().epoch(), QueueCore.SHARD);
    LogRecord.Emit receipt =
        new LogRecord.Emit(
            told.client(),
            told.timeMs(),
            Audience.of(StreamName.inbox("/", event.publisher())),
            EmitMarks.NONE,
            Content.of(Bytes.utf8(body.formatted(position + event.confirmed()))));
    entered.put(offset, receipt);
    forMembers(receipt, (name, client) -> client.queue.add(offset));
    return offset;
  }

  private boolean isOver(long offset, Awaited event) {
    return event.recipients().stream()
        .allMatch(name -> !clients.containsKey(name) || acknowledged.test(name, offset));
  }

  /** Events for inboxes that all recipients are done with, while nobody was told. */
  List<Long> untold() {
    return awaited.entrySet().stream()
        .filter(event -> event.getValue().inboxesOnly())
        .filter(event -> event.getValue().recipients().stream().allMatch(this::isRemembered))
        .filter(event -> isOver(event.getKey(), event.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** True unless it is a client whose acknowledgements are not written down. */
  private boolean isRemembered(String name) {
    Client client = clients.get(name);
    return client == null || client.lifetime != Lifetime.SESSION;
  }

  /** True when this is what the event at an offset says; of a receipt, as far as it is known. */
  boolean says(long offset, Bytes body) {
    Bytes expected = eventAt(offset).content().body();
    return at(offset) instanceof LogRecord.Told
        ? body.toString().startsWith(expected.toString())
        : body.equals(expected);
  }

  private long enter(LogRecord.Enter enter) {
    LogRecord.Emit emit = waiting.get(enter.scheduled());
    if (emit == null) {
      return NOWHERE;
    }
    long dueMs = emit.marks().handling().deliverAtMs();
    Violation.unless(
        dueMs <= enter.timeMs(), "P4", "'%s' entered before its time", emit.content().body());
    waiting.forEach(
        (offset, other) ->
            Violation.unless(
                isNotBefore(other, offset, dueMs, enter.scheduled()),
                "P4",
                "'%s' entered before '%s'",
                emit.content().body(),
                other.content().body()));
    waiting.remove(enter.scheduled());
    List<StreamName> there = emit.audience().targets().stream().filter(this::isThere).toList();
    if (there.isEmpty()) {
      return NOWHERE;
    }
    LogRecord.Emit left =
        emit.to(
            Audience.to(there)
                .except(emit.audience().except())
                .exceptRooms(emit.audience().exceptRooms()));
    long offset = end();
    entered.put(offset, left);
    enqueue(left, offset, enter.scheduled());
    return offset;
  }

  private static boolean isNotBefore(
      LogRecord.Emit other, long offset, long dueMs, long scheduled) {
    long otherDueMs = other.marks().handling().deliverAtMs();
    return otherDueMs > dueMs || (otherDueMs == dueMs && offset >= scheduled);
  }

  private boolean isThere(StreamName target) {
    return target.kind() != StreamName.Kind.INBOX || clients.containsKey(target.name());
  }

  /** Those that should have entered by now. */
  List<LogRecord.Emit> overdue(long nowMs) {
    return waiting.values().stream()
        .filter(emit -> emit.marks().handling().deliverAtMs() <= nowMs)
        .toList();
  }

  /** What the attempt to take an emit back is answered that stands at this offset. */
  boolean cancelled(long offset) {
    return cancelled.getOrDefault(offset, false);
  }

  private void connect(LogRecord.Connect connect) {
    if (connect.mustRecover() && !isKnown(connect)) {
      return;
    }
    Client client = clients.computeIfAbsent(connect.client().clientId(), id -> created(connect));
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
    Client client = new Client(connect.lifetime());
    String id = connect.client().clientId();
    if (connect.from() != LogRecord.Connect.LATEST) {
      for (long offset = connect.from() + 1; offset < end(); offset++) {
        if (isEvent(offset) && isFor(eventAt(offset), id, Set.of())) {
          client.queue.add(offset);
        }
      }
    }
    return client;
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
    if (emit.marks().isVolatile()) {
      Set<String> members = passing.computeIfAbsent(offset, o -> new HashSet<>());
      forMembers(emit, (name, client) -> members.add(name));
      return NOWHERE;
    }
    if (emit.isScheduled()) {
      waiting.put(offset, emit);
    } else {
      enqueue(emit, offset, offset);
    }
    if (numbered) {
      client(emit).published.put(emit.marks().seq(), offset);
    }
    if (id != null) {
      client(emit).publishedIds.put(id, offset);
    }
    return offset;
  }

  private void enqueue(LogRecord.Emit emit, long offset, long confirmed) {
    Set<String> recipients = new HashSet<>();
    forMembers(
        emit,
        (name, client) -> {
          client.queue.add(offset);
          recipients.add(name);
        });
    if (emit.marks().handling().receipt() && isKnown(emit)) {
      boolean inboxesOnly =
          emit.audience().targets().stream()
              .allMatch(target -> target.kind() == StreamName.Kind.INBOX);
      awaited.put(
          offset, new Awaited(emit.client().clientId(), confirmed, recipients, inboxesOnly));
    }
    if (emit.marks().handling().retained()) {
      String[] parts = emit.content().body().toString().split(",", 2);
      for (StreamName target : emit.audience().targets()) {
        if (target.kind() == StreamName.Kind.ROOM) {
          Map<String, Long> names = retained.computeIfAbsent(target.name(), n -> new HashMap<>());
          names.put(parts[0], offset);
          names.values().removeIf(at -> at == offset && parts.length == 1);
        }
      }
    }
  }

  /** The offsets of what a room keeps, in order. */
  List<Long> retained(String room) {
    return retained.getOrDefault(room, Map.of()).values().stream().sorted().toList();
  }

  private void forMembers(LogRecord.Emit emit, BiConsumer<String, Client> action) {
    clients.forEach(
        (name, client) -> {
          if (isFor(emit, name, client.rooms)) {
            action.accept(name, client);
          }
        });
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

  /** True when an event stands there, and not only the promise of one. */
  boolean isEvent(long offset) {
    boolean scheduled = at(offset) instanceof LogRecord.Emit emit && emit.isScheduled();
    return storedAt(offset) == offset && !scheduled;
  }

  /** The event at an offset where there is one. */
  LogRecord.Emit eventAt(long offset) {
    LogRecord.Emit waited = entered.get(offset);
    return waited == null ? (LogRecord.Emit) at(offset) : waited;
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
