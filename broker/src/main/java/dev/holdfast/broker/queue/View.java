package dev.holdfast.broker.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a shard's log: who is known, who belongs to which room since when, what each
 * has acknowledged, and the events by stream. {@link #apply} is deterministic: it depends on the
 * record, its offset and the records before it, and on nothing else, so that any log of the same
 * records gives the same view. What it changes goes into the batch that the log commits; the offset
 * applied goes with it. Owned by the shard writer.
 */
final class View {
  private final StreamTable streams;
  private final SessionTable sessions;
  private final ClientTable clients;
  private final Connections connections;
  private final Rooms rooms;
  private final Emits emits;
  private final EventTable events;
  private final Failures failures;
  private final Handlings handlings;
  private final InboxLimits limits;
  private final Retirements retirements;
  private final QueueCounters counters = new QueueCounters();
  private final Trims trims = new Trims(counters);

  private long applied;
  private long lastNumber;
  private long latestMs;

  /**
   * Opens what is stored.
   *
   * @param dedup how long resends are known
   * @param policies what holds for rooms and queues
   */
  View(Store store, DedupSettings dedup, Policies policies) {
    this.streams = new StreamTable(store);
    PublishedTable published = new PublishedTable(store, dedup.sequenceWindow());
    this.sessions = new SessionTable(store);
    this.clients = new ClientTable(store, streams, published, sessions, policies);
    SidTargets sids = new SidTargets(clients, sessions, streams);
    EventIdTable ids = new EventIdTable(store, dedup.eventIdWindowMs());
    this.events = new EventTable(store);
    Resends resends = new Resends(published, ids, clients);
    this.limits = new InboxLimits(events, clients, counters);
    Intake intake = new Intake(events, limits, new TimeToLive(policies));
    this.handlings = Handlings.over(store, clients, streams, policies.emits());
    Targets targets = new Targets(clients, streams, sids, intake);
    this.emits = new Emits(clients, targets, resends, intake, handlings);
    this.rooms =
        new Rooms(clients, streams, new Backlog(events, emits), handlings.receipts(), limits);
    this.retirements = new Retirements(streams, events, handlings);
    this.failures = new Failures(store, policies, counters);
    ClientQueues queues = new ClientQueues(events, trims, failures, handlings.receipts());
    this.connections = new Connections(clients, sessions, queues, this::nextNumber);
    StoreState state = StoreState.of(store);
    this.applied = state.applied();
    this.lastNumber = state.lastNumber();
  }

  /** The offset applied last; 0 in an empty store. */
  long applied() {
    return applied;
  }

  /** Who comes and goes. */
  Connections connections() {
    return connections;
  }

  /** What was counted since it was opened. */
  QueueCounters counters() {
    return counters;
  }

  /** What is stored of a stream after an offset, the commit under way included. */
  StreamCount pending(long stream, long after) {
    return events.pending(stream, after);
  }

  /** What is kept for publishers that ask for more than delivery. */
  Handlings handlings() {
    return handlings;
  }

  /** A sweep is over that knew of all records up to an offset. Changes nothing that is stored. */
  void swept(long sweptAt) {
    streams.swept(sweptAt);
  }

  /**
   * Sets the time that is stored with the next commit. Decides nothing.
   *
   * @param timeMs milliseconds since 1970; nothing that is applied was written down later
   */
  void timeIs(long timeMs) {
    latestMs = timeMs;
  }

  /** Applies the next record. */
  Applied apply(long offset, LogRecord record, Store.Batch batch) {
    applied = offset;
    if (record instanceof LogRecord.Emit emit) {
      return emits.apply(offset, emit, this::nextNumber, batch);
    } else if (record instanceof LogRecord.Ack ack) {
      return ack(ack, batch);
    } else if (record instanceof LogRecord.Join join) {
      return rooms.join(offset, join, this::nextNumber, batch);
    } else if (record instanceof LogRecord.Leave leave) {
      return rooms.leave(offset, leave, this::nextNumber, batch);
    } else if (record instanceof LogRecord.Banish banish) {
      return rooms.banish(offset, banish, this::nextNumber, batch);
    } else if (record instanceof LogRecord.Connect connect) {
      return connections.connect(offset, connect, batch);
    } else if (record instanceof LogRecord.Declare declare) {
      return connections.declare(offset, declare, batch);
    } else if (record instanceof LogRecord.Disconnect disconnect) {
      return connections.disconnect(disconnect, batch);
    } else if (record instanceof LogRecord.EndSession end) {
      return connections.endSession(end, batch);
    } else if (record instanceof LogRecord.Drop drop) {
      return drop(drop, batch);
    } else if (record instanceof LogRecord.Trim trim) {
      return trim(trim, batch);
    } else if (record instanceof LogRecord.Retire retire) {
      return retirements.apply(retire, batch);
    } else if (record instanceof LogRecord.Expire expire) {
      return expire(expire, batch);
    } else if (record instanceof LogRecord.Forget forget) {
      return connections.forget(forget, batch);
    } else if (record instanceof LogRecord.Failed failed) {
      return failed(failed, batch);
    } else if (record instanceof LogRecord.Replay replay) {
      return replay(offset, replay, batch);
    } else if (record instanceof LogRecord.Purge purge) {
      return purge(purge, batch);
    } else if (record instanceof LogRecord.Enter enter) {
      return emits.enter(offset, enter, this::nextNumber, batch);
    } else if (record instanceof LogRecord.Passed passed) {
      handlings.receipts().passed(passed.stream(), passed.upTo(), batch);
      return new Applied.Told(List.of());
    } else if (record instanceof LogRecord.Told told) {
      return emits.tell(offset, told, this::nextNumber, batch);
    } else if (record instanceof LogRecord.Cancel cancel) {
      return new Applied.Cancelled(handlings.schedule().cancel(cancel, batch));
    }
    throw new IllegalArgumentException("unknown record " + record);
  }

  /**
   * Puts the rest of the commit under way into its batch; nothing may be applied to it any more.
   */
  void seal(Store.Batch batch) {
    emits.flush(batch);
    handlings.flush(batch);
    clients.flush(batch);
    batch.put(Table.META, Keys.STATE, new StoreState(applied, lastNumber, latestMs).encode());
  }

  /** The commit stands: returns its events. */
  List<Event> committed() {
    clients.committed();
    sessions.committed();
    streams.committed();
    failures.committed();
    handlings.committed();
    return emits.committed();
  }

  private Applied expire(LogRecord.Expire expire, Store.Batch batch) {
    Applied applied = connections.expire(expire, batch);
    if (applied instanceof Applied.Expired) {
      counters.clientExpired();
    }
    return applied;
  }

  private Applied ack(LogRecord.Ack ack, Store.Batch batch) {
    ClientState client = find(ack.client(), batch);
    if (client == null) {
      return Applied.Refused.unknown(ack.client());
    }
    acknowledge(client, ack.upTo(), ack.also(), batch);
    return new Applied.Acked();
  }

  private void acknowledge(ClientState client, long upTo, List<Long> also, Store.Batch batch) {
    if (client.cursor.advance(upTo, also)) {
      client.cursorDirty = true;
      client.gapsDirty |= client.gaps.removeUpTo(client.cursor.upTo());
      clients.change(client);
      handlings.receipts().acknowledged(client, also, batch);
      clients.dropConsumed(client, batch);
      failures.acknowledged(client, batch);
    }
  }

  private Applied failed(LogRecord.Failed failed, Store.Batch batch) {
    ClientState client = find(failed.client(), batch);
    if (client == null) {
      return Applied.Refused.unknown(failed.client());
    }
    Applied.Retried retried = failures.failed(client, failed, emits, batch);
    handlings.receipts().givenUp(client, retried.dead(), batch);
    acknowledge(client, 0, retried.dead(), batch);
    return retried;
  }

  private Applied replay(long offset, LogRecord.Replay replay, Store.Batch batch) {
    ClientState client = find(replay.client(), batch);
    if (client == null) {
      return Applied.Refused.unknown(replay.client());
    }
    Event again = failures.replay(offset, client, replay, batch);
    return again == null
        ? Applied.Refused.unknownDeadLetter()
        : emits.intoInbox(client, again, this::nextNumber, batch);
  }

  private Applied purge(LogRecord.Purge purge, Store.Batch batch) {
    ClientState client = find(purge.client(), batch);
    return client == null
        ? Applied.Refused.unknown(purge.client())
        : failures.purge(client, purge, batch);
  }

  private Applied trim(LogRecord.Trim trim, Store.Batch batch) {
    if (trim.range().name() == null && trim.gap() != null) {
      limits.trimmed();
    }
    return trims.apply(trim, batch);
  }

  /** What was acknowledged since, or dropped for another reason, is not dropped once more. */
  private Applied drop(LogRecord.Drop drop, Store.Batch batch) {
    ClientState client = find(drop.client(), batch);
    if (client == null) {
      return Applied.Refused.unknown(drop.client());
    }
    long from = Math.max(client.cursor.upTo(), client.gaps.floor(QueueGap.Hole.QUEUE));
    if (drop.upTo() <= from) {
      return new Applied.Acked();
    }
    handlings.receipts().lost(client, from, drop.upTo(), batch);
    from = Math.min(from, drop.from());
    long events = Math.min(drop.events(), drop.upTo() - from);
    Gap gap = new Gap(from, drop.upTo(), events, drop.reason(), drop.timeMs());
    return limits.note(client, new QueueGap(gap, QueueGap.Hole.QUEUE));
  }

  private @Nullable ClientState find(ClientKey key, Store.Batch batch) {
    return clients.find(key, this::nextNumber, batch);
  }

  private long nextNumber() {
    return ++lastNumber;
  }
}
