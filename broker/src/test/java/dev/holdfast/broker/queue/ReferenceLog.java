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

  private final ReferenceClients clients = new ReferenceClients();

  /** Who was to get each volatile event, if there was room: by offset. */
  private final Map<Long, Set<String>> passing = new HashMap<>();

  /** What the broker has stored by itself: emits that waited, and receipts; by their offsets. */
  private final Map<Long, LogRecord.Emit> entered = new HashMap<>();

  private final ReferenceSchedule schedule = new ReferenceSchedule();
  private final ReferenceRetained retained = new ReferenceRetained();
  private final ReferenceReceipts receipts;

  private final ReferenceTrims trims = new ReferenceTrims();

  static final long NOWHERE = -1;

  private final ReferenceLimits limits;

  /**
   * Empty.
   *
   * @param acknowledged true when a client is done with the event at an offset
   */
  ReferenceLog(Policies policies, BiPredicate<ReferenceReceipts.Recipient, Long> acknowledged) {
    this.limits = new ReferenceLimits(policies);
    this.receipts = new ReferenceReceipts(this, acknowledged);
  }

  void append(List<LogRecord> group) {
    group.forEach(this::apply);
    groupEnds.add(end());
    trims.committed();
  }

  /** A crash lost everything after {@code end}: what is left is replayed from the beginning. */
  void truncate(long end) {
    List<LogRecord> left = List.copyOf(records.subList(0, (int) end));
    records.clear();
    storedAt.clear();
    clients.clear();
    passing.clear();
    entered.clear();
    schedule.clear();
    retained.clear();
    receipts.clear();
    trims.clear();
    groupEnds.tailSet(end, false).clear();
    for (LogRecord record : left) {
      apply(record);
      if (isGroupEnd(end())) {
        trims.committed();
      }
    }
  }

  private void apply(LogRecord record) {
    LogRecord resolved =
        record instanceof LogRecord.Emit emit
            ? ReferenceAudience.resolved(emit, clients.all())
            : record;
    records.add(resolved);
    storedAt.add(storedBy(resolved));
    if (record instanceof LogRecord.Connect connect) {
      connect(connect);
    } else if (record instanceof LogRecord.EndSession end && isKnown(record)) {
      clients.ended(end);
    } else if (record instanceof LogRecord.Disconnect gone && isKnown(record)) {
      clients.away(record, gone.timeMs());
    } else if (record instanceof LogRecord.Expire expire) {
      if (clients.expire(expire)) {
        receipts.forgotten(expire.client().clientId());
      }
    } else if (record instanceof LogRecord.Ack ack && isKnown(ack)) {
      client(ack).inbox.acknowledged(ack.upTo());
      client(ack).failures.acknowledged(ack.upTo(), ack.also());
    } else if (record instanceof LogRecord.Drop drop && isKnown(drop)) {
      client(drop).inbox.droppedUpTo(drop.upTo());
    } else if (record instanceof LogRecord.Failed failed && isKnown(failed)) {
      client(failed)
          .failures
          .failed(
              failed.failure(), at -> trims.mayHave(eventAt(at), at) || client(failed).hasLost(at));
    } else if (record instanceof LogRecord.Purge purge && isKnown(purge)) {
      client(purge).failures.deadLetters.keySet().removeAll(purge.deadOffsets());
    } else if (record instanceof LogRecord.Forget) {
      String gone = record.client().clientId();
      clients.forget(gone);
      receipts.forgotten(gone);
    } else if (record instanceof LogRecord.Trim trim) {
      trims.apply(trim, clients.all());
    } else if (isKnown(record)) {
      client(record).changeRooms(record, end());
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
      schedule.cancel(end(), cancel);
    }
    return record instanceof LogRecord.Replay replay ? replay(replay) : NOWHERE;
  }

  private long tell(LogRecord.Told told) {
    LogRecord.Emit receipt = receipts.tell(told, end());
    return receipt == null ? NOWHERE : enters(receipt, end());
  }

  private long enters(LogRecord.Emit emit, long confirmed) {
    entered.put(end(), emit);
    enqueue(emit, end(), confirmed);
    return end();
  }

  /** True when this is what the event at an offset says; of a receipt, as far as it is known. */
  boolean says(long offset, Bytes body) {
    Bytes expected = eventAt(offset).content().body();
    return eventAt(offset).isBrokersOwn()
        ? body.toString().startsWith(expected.toString()) && receipts.isHonest(offset, body)
        : body.equals(expected);
  }

  private long enter(LogRecord.Enter enter) {
    LogRecord.Emit emit = schedule.take(enter, groupEnds.lower(end()));
    if (emit == null) {
      return NOWHERE;
    }
    Audience asked = emit.audience();
    List<StreamName> there = asked.targets().stream().filter(clients::mayBeTarget).toList();
    Audience left =
        new Audience(there, asked.except(), asked.exceptRooms(), asked.exceptSessions());
    return there.isEmpty() ? NOWHERE : enters(emit.at(enter.timeMs()).to(left), enter.scheduled());
  }

  /** What waits for its time. */
  ReferenceSchedule schedule() {
    return schedule;
  }

  /** Who is told of what was acknowledged. */
  ReferenceReceipts receipts() {
    return receipts;
  }

  /** What was given up. */
  ReferenceTrims trims() {
    return trims;
  }

  /** What rooms keep. */
  ReferenceRetained retained() {
    return retained;
  }

  private long replay(LogRecord.Replay replay) {
    ReferenceClient client = isKnown(replay) ? client(replay) : null;
    if (client == null || client.failures.deadLetters.remove(replay.deadOffset()) == null) {
      return NOWHERE;
    }
    long offset = end();
    Content content = eventAt(replay.deadOffset()).content();
    ClientKey publisher = eventAt(replay.deadOffset()).client();
    Audience inbox = Audience.of(StreamName.inbox("/", replay.client().clientId()));
    entered.put(
        offset, new LogRecord.Emit(publisher, replay.timeMs(), inbox, EmitMarks.NONE, content));
    client.queue.add(offset);
    limits.storeAnyhow(eventAt(offset), offset, client.inbox);
    return offset;
  }

  private void connect(LogRecord.Connect connect) {
    if (connect.mustRecover() && !isKnown(connect)) {
      return;
    }
    if (!isKnown(connect)) {
      clients.add(connect.client().clientId(), created(connect));
    }
    clients.connected(connect);
  }

  private ReferenceClient created(LogRecord.Connect connect) {
    long from = connect.from() == LogRecord.Connect.LATEST ? end() : connect.from();
    ReferenceClient client = new ReferenceClient(connect.lifetime(), Math.min(from, end()), end());
    String id = connect.client().clientId();
    if (connect.from() != LogRecord.Connect.LATEST) {
      trims.created(connect, end());
      long after = Math.max(connect.from(), trims.everyoneUpTo());
      for (long offset = after + 1; offset < end(); offset++) {
        if (isEvent(offset) && ReferenceAudience.isForNewcomer(eventAt(offset), id)) {
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
    Long earlier = isKnown(emit) ? client(emit).earlier(emit) : null;
    if (earlier != null) {
      return earlier;
    }
    for (StreamName target : emit.audience().targets()) {
      if (!clients.mayBeTarget(target) || target.kind() == StreamName.Kind.SESSION) {
        return NOWHERE;
      }
    }
    long offset = end();
    List<ReferenceClient> inboxes = inboxes(emit);
    if (!emit.marks().isVolatile()
        && !emit.isScheduled()
        && inboxes.stream().anyMatch(client -> limits.refuses(emit, client.inbox))) {
      return NOWHERE;
    }
    if (emit.marks().isVolatile()) {
      Set<String> members = passing.computeIfAbsent(offset, o -> new HashSet<>());
      forMembers(emit, (name, client) -> members.add(name));
      return NOWHERE;
    }
    if (emit.isScheduled()) {
      schedule.put(offset, emit);
    } else {
      enqueue(emit, offset, offset);
    }
    if (isKnown(emit)) {
      client(emit).published(emit, offset);
    }
    return offset;
  }

  private void enqueue(LogRecord.Emit emit, long offset, long confirmed) {
    Set<ReferenceReceipts.Recipient> recipients = new HashSet<>();
    forMembers(
        emit,
        (name, client) -> {
          client.enqueue(offset, name, emit);
          recipients.add(ReferenceReceipts.Recipient.of(name, client, emit));
        });
    inboxes(emit).forEach(client -> limits.store(emit, offset, client.inbox));
    if (emit.marks().handling().receipt() && isKnown(emit)) {
      receipts.await(offset, emit, confirmed, recipients);
    }
    if (emit.marks().handling().retained()) {
      retained.keep(emit, offset);
    }
  }

  /** The clients it is emitted to by name, each once. */
  private List<ReferenceClient> inboxes(LogRecord.Emit emit) {
    return emit.audience().targets().stream()
        .filter(target -> target.kind() == StreamName.Kind.INBOX)
        .map(target -> clients.all().get(target.name()))
        .distinct()
        .toList();
  }

  /**
   * True when the event at this offset, which is in the client's queue, need not reach it.
   *
   * @param nowMs the latest time that any part of the broker was told
   */
  boolean mayBeMissed(long offset, String id, long nowMs) {
    ReferenceClient client = clients.all().get(id);
    return client.inbox.hasDropped(offset) || client.hasLost(offset) || hasExpired(offset, nowMs);
  }

  /** True when the time to live of the event at this offset is over. */
  boolean hasExpired(long offset, long nowMs) {
    LogRecord.Emit emit = eventAt(offset);
    long ttlMs = limits.ttlMs(emit);
    return ttlMs > 0 && emit.timeMs() + ttlMs <= nowMs;
  }

  private void forMembers(LogRecord.Emit emit, BiConsumer<String, ReferenceClient> action) {
    clients
        .all()
        .forEach(
            (name, client) -> {
              if (ReferenceAudience.isFor(emit, name, client.rooms)) {
                action.accept(name, client);
              }
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

  /** A client that comes back after it has expired is another: what the one did is not its. */
  String life(String id) {
    ReferenceClient client = clients.find(id);
    return client == null ? id : life(id, client.since);
  }

  /** The one that the record at an offset created. */
  static String life(String id, long since) {
    return id + " since " + since;
  }

  @Nullable ReferenceClient client(String id) {
    return clients.find(id);
  }

  private ReferenceClient client(LogRecord record) {
    return clients.of(record);
  }

  private boolean isKnown(LogRecord record) {
    return clients.knows(record);
  }
}
