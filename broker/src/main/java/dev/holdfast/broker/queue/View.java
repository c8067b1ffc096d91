package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
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
  private final PublishedTable published;
  private final SessionTable sessions;
  private final ClientTable clients;
  private final SidTargets sids;
  private final Connections connections;
  private final EventTable events = new EventTable();

  /** Events of the commit under way, for the tail. */
  private List<Event> appended = new ArrayList<>();

  private long applied;
  private long lastNumber;

  /**
   * Opens what is stored.
   *
   * @param dedupWindow sequence numbers per publisher that are known for resends at least
   */
  View(Store store, int dedupWindow) {
    this.streams = new StreamTable(store);
    this.published = new PublishedTable(store, dedupWindow);
    this.sessions = new SessionTable(store);
    this.clients = new ClientTable(store, streams, published, sessions);
    this.sids = new SidTargets(clients, sessions, streams);
    this.connections = new Connections(clients, sessions, this::nextNumber);
    byte[] state = store.get(Table.META, Keys.STATE);
    if (state != null) {
      ByteReader in = new ByteReader(state);
      applied = in.varint();
      lastNumber = in.varint();
    }
  }

  /** The offset applied last; 0 in an empty store. */
  long applied() {
    return applied;
  }

  /** Who comes and goes. */
  Connections connections() {
    return connections;
  }

  /** Applies the next record. */
  Applied apply(long offset, LogRecord record, Store.Batch batch) {
    applied = offset;
    if (record instanceof LogRecord.Emit emit) {
      return emit(offset, emit, batch);
    } else if (record instanceof LogRecord.Ack ack) {
      return ack(ack, batch);
    } else if (record instanceof LogRecord.Join join) {
      return join(offset, join, batch);
    } else if (record instanceof LogRecord.Leave leave) {
      return leave(offset, leave, batch);
    } else if (record instanceof LogRecord.Connect connect) {
      return connections.connect(offset, connect, batch);
    } else if (record instanceof LogRecord.Declare declare) {
      return connections.declare(offset, declare, batch);
    } else if (record instanceof LogRecord.Disconnect disconnect) {
      return connections.disconnect(disconnect, batch);
    } else if (record instanceof LogRecord.EndSession end) {
      return connections.endSession(end, batch);
    } else if (record instanceof LogRecord.Forget forget) {
      return connections.forget(forget, batch);
    }
    throw new IllegalArgumentException("unknown record " + record);
  }

  /**
   * Puts the rest of the commit under way into its batch; nothing may be applied to it any more.
   */
  void seal(Store.Batch batch) {
    events.flush(batch);
    clients.flush(batch);
    ByteWriter state = new ByteWriter(16);
    state.varint(applied).varint(lastNumber);
    batch.put(Table.META, Keys.STATE, state.toArray());
  }

  /** The commit stands: returns its events. */
  List<Event> committed() {
    List<Event> events = appended;
    appended = new ArrayList<>();
    clients.committed();
    sessions.committed();
    streams.committed();
    return events;
  }

  private Applied emit(long offset, LogRecord.Emit emit, Store.Batch batch) {
    ClientState publisher = null;
    if (emit.seq() != LogRecord.Emit.NO_SEQ) {
      publisher = find(emit.client(), batch);
      Applied earlier = publisher == null ? unknown(emit.client()) : stored(publisher, emit.seq());
      if (earlier != null) {
        return earlier;
      }
    }
    List<StreamName> targets = sids.resolve(emit.targets(), this::nextNumber, batch);
    long[] numbers = new long[targets.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = streamNumber(targets.get(i), batch);
      if (numbers[i] < 0) {
        return unknown(targets.get(i));
      }
    }
    numbers = Arrays.stream(numbers).distinct().toArray();
    LogRecord.Emit placed = targets == emit.targets() ? emit : emit.to(targets);
    for (long stream : numbers) {
      events.add(stream, offset, placed, batch);
    }
    appended.add(new Event(offset, placed, numbers));
    if (publisher != null) {
      publisher.published.put(emit.seq(), offset);
      publisher.lastSeq = Math.max(publisher.lastSeq, emit.seq());
      clients.change(publisher);
    }
    return new Applied.Stored(offset, false);
  }

  /**
   * What a number that is not above all stored ones is answered; null for a new one. One that was
   * refused when it first came must not be stored behind those that followed it: that would put the
   * publisher's events out of order (P4).
   */
  private @Nullable Applied stored(ClientState publisher, long seq) {
    if (seq > publisher.lastSeq) {
      return null;
    }
    Long first = published.find(publisher, seq);
    if (first != null) {
      return new Applied.Stored(first, true);
    }
    return new Applied.Refused(
        Applied.Refusal.SEQUENCE_PASSED,
        "number %d was refused, or is too old to be known, and cannot be stored behind number %d"
            .formatted(seq, publisher.lastSeq));
  }

  /** The stream's number, or -1 for a client or a session that is not known. */
  private long streamNumber(StreamName target, Store.Batch batch) {
    return switch (target.kind()) {
      case ROOM, EVERYONE -> streams.number(target, this::nextNumber, batch);
      case INBOX -> inboxNumber(new ClientKey(target.namespace(), target.name()), batch);
      case SESSION -> -1;
    };
  }

  private long inboxNumber(ClientKey key, Store.Batch batch) {
    ClientState client = find(key, batch);
    if (client == null) {
      return -1;
    }
    client.inboxUsed = true;
    return client.number;
  }

  private Applied ack(LogRecord.Ack ack, Store.Batch batch) {
    ClientState client = find(ack.client(), batch);
    if (client == null) {
      return unknown(ack.client());
    }
    if (client.cursor.advance(ack.upTo(), ack.also())) {
      client.cursorDirty = true;
      clients.change(client);
      clients.dropConsumed(client, batch);
    }
    return new Applied.Acked();
  }

  private Applied join(long offset, LogRecord.Join join, Store.Batch batch) {
    ClientState client = find(join.client(), batch);
    if (client == null) {
      return unknown(join.client());
    }
    StreamName room = StreamName.room(join.client().namespace(), join.room());
    long stream = streams.number(room, this::nextNumber, batch);
    for (Membership standing : client.memberships) {
      if (standing.stream() == stream && standing.open()) {
        return new Applied.Joined(standing.joined(), standing);
      }
    }
    Membership membership = new Membership(stream, room, offset, Membership.OPEN);
    clients.putMembership(client, membership, batch);
    return new Applied.Joined(offset, membership);
  }

  private Applied leave(long offset, LogRecord.Leave leave, Store.Batch batch) {
    ClientState client = find(leave.client(), batch);
    if (client == null) {
      return unknown(leave.client());
    }
    StreamName room = StreamName.room(leave.client().namespace(), leave.room());
    for (Membership standing : List.copyOf(client.memberships)) {
      if (standing.open() && standing.name().equals(room)) {
        clients.endMembership(client, standing.leftAt(offset), batch);
      }
    }
    return new Applied.Left(offset, room);
  }

  private @Nullable ClientState find(ClientKey key, Store.Batch batch) {
    return clients.find(key, this::nextNumber, batch);
  }

  private static Applied unknown(StreamName target) {
    return target.kind() == StreamName.Kind.SESSION
        ? new Applied.Refused(
            Applied.Refusal.UNKNOWN_SESSION,
            "session '%s' is not known, or not any more".formatted(target.name()))
        : unknown(new ClientKey(target.namespace(), target.name()));
  }

  private static Applied unknown(ClientKey client) {
    return new Applied.Refused(
        Applied.Refusal.UNKNOWN_CLIENT,
        "client '%s' is not known: a client has a queue from its first connect on"
            .formatted(client.clientId()));
  }

  private long nextNumber() {
    return ++lastNumber;
  }
}
