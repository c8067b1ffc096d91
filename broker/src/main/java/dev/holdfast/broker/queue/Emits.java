package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an emit does to the view: it is known for a resend, or its streams are found and it is
 * stored in each. A volatile one takes its place in the order but leaves no trace. Owned by the
 * shard writer.
 */
final class Emits {
  private static final long UNKNOWN = -1;

  private final ClientTable clients;
  private final StreamTable streams;
  private final Resends resends;
  private final SidTargets sids;
  private final Intake intake;

  /** Events of the commit under way, for the tail. */
  private List<Event> appended = new ArrayList<>();

  Emits(ClientTable clients, StreamTable streams, Resends resends, SidTargets sids, Intake intake) {
    this.intake = intake;
    this.clients = clients;
    this.streams = streams;
    this.resends = resends;
    this.sids = sids;
  }

  /** Applies the next record, which is an emit. */
  Applied apply(long offset, LogRecord.Emit emit, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState publisher = null;
    if (Resends.concern(emit)) {
      publisher = clients.find(emit.client(), numbers, batch);
      Applied earlier =
          publisher == null
              ? Applied.Refused.unknown(emit.client())
              : resends.earlier(publisher, emit);
      if (earlier != null) {
        return earlier;
      }
    }
    intake.begin();
    List<StreamName> targets = sids.resolve(emit.audience().targets(), numbers, batch);
    long[] to = new long[targets.size()];
    for (int i = 0; i < to.length; i++) {
      to[i] = streamNumber(targets.get(i), numbers, batch);
      if (to[i] == UNKNOWN) {
        return Applied.Refused.unknown(targets.get(i));
      }
    }
    Applied refused = intake.refusal(emit);
    if (refused != null) {
      return refused;
    }
    LogRecord.Emit placed = intake.timed(placed(emit, targets, numbers, batch), targets);
    long[] streams = intake.admit(offset, placed, distinct(to));
    Event event = new Event(offset, placed, streams, exceptStreams(emit));
    appended.add(event);
    if (event.isVolatile()) {
      return new Applied.Passed();
    }
    List<Applied.Dropped> dropped = intake.store(event, batch);
    if (publisher != null) {
      resends.stored(publisher, emit, offset, batch);
    }
    return new Applied.Stored(offset, false, dropped);
  }

  /** The emit with clients in the place of sids. */
  private LogRecord.Emit placed(
      LogRecord.Emit emit,
      List<StreamName> targets,
      ClientTable.Numbers numbers,
      Store.Batch batch) {
    Audience asked = emit.audience();
    List<String> leftOut = sids.leftOut(emit.client().namespace(), asked, numbers, batch);
    boolean same = targets == asked.targets() && leftOut == asked.except();
    return same
        ? emit
        : emit.to(new Audience(targets, leftOut, asked.exceptRooms(), asked.exceptSessions()));
  }

  /** The stream's number, or {@link #UNKNOWN} for a client or a session that is not known. */
  private long streamNumber(StreamName target, ClientTable.Numbers numbers, Store.Batch batch) {
    return switch (target.kind()) {
      case ROOM, EVERYONE -> streams.number(target, numbers, batch);
      case INBOX -> inboxNumber(target, numbers, batch);
      case SESSION -> UNKNOWN;
    };
  }

  private long inboxNumber(StreamName inbox, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientKey key = new ClientKey(inbox.namespace(), inbox.name());
    ClientState client = clients.find(key, numbers, batch);
    if (client == null) {
      return UNKNOWN;
    }
    client.inboxUsed = true;
    intake.target(client);
    return client.number;
  }

  /** Numbers of the rooms left out; one that has no number yet has had no member. */
  private long[] exceptStreams(LogRecord.Emit emit) {
    List<String> rooms = emit.audience().exceptRooms();
    long[] found = new long[rooms.size()];
    int count = 0;
    for (String room : rooms) {
      Long number = streams.find(StreamName.room(emit.client().namespace(), room));
      if (number != null) {
        found[count++] = number;
      }
    }
    return distinct(Arrays.copyOf(found, count));
  }

  private static long[] distinct(long[] numbers) {
    return numbers.length < 2 ? numbers : Arrays.stream(numbers).distinct().toArray();
  }

  /** Writes the rows of the commit under way. */
  void flush(Store.Batch batch) {
    intake.flush(batch);
  }

  /** The commit stands: returns its events. */
  List<Event> committed() {
    List<Event> committed = appended;
    appended = new ArrayList<>();
    resends.committed();
    intake.committed();
    return committed;
  }
}
