package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an emit does to the view: it is known for a resend, or its streams are found and it is
 * stored in each, at once or when its time comes. A volatile one takes its place in the order but
 * leaves no trace. Owned by the shard writer.
 */
final class Emits {
  private static final long[] NO_STREAMS = {};

  private final ClientTable clients;
  private final Targets targets;
  private final Resends resends;
  private final Intake intake;
  private final Handlings handlings;

  /** Events of the commit under way, for the tail. */
  private List<Event> appended = new ArrayList<>();

  Emits(ClientTable clients, Targets targets, Resends resends, Intake intake, Handlings handlings) {
    this.clients = clients;
    this.targets = targets;
    this.resends = resends;
    this.intake = intake;
    this.handlings = handlings;
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
    List<StreamName> names = targets.named(emit, numbers, batch);
    long[] found = targets.numbers(names, numbers, batch);
    StreamName unknown = Targets.unknown(names, found);
    if (unknown != null) {
      return Applied.Refused.unknown(unknown);
    }
    LogRecord.Emit placed = targets.placed(emit, names, numbers, batch);
    Handling handling = emit.marks().handling();
    Applied refused = handling.isSpecial() ? handlings.refusal(placed, numbers, batch) : null;
    // What waits is for the queues as they will be.
    refused = refused == null && !emit.isScheduled() ? intake.refusal(emit) : refused;
    if (refused != null) {
      return refused;
    }
    List<Applied.Dropped> dropped = List.of();
    if (emit.isScheduled()) {
      Event waiting = new Event(offset, placed, NO_STREAMS, NO_STREAMS);
      handlings.schedule().put(handling.deliverAtMs(), waiting, batch);
    } else {
      long[] to = targets.entered(placed, found, numbers, batch);
      Event event = admitted(offset, placed, to, targets.leftOut(emit));
      dropped = add(event, offset, numbers, batch);
      if (event.isVolatile()) {
        return new Applied.Passed();
      }
    }
    if (publisher != null) {
      resends.stored(publisher, emit, offset, batch);
    }
    return new Applied.Stored(offset, false, dropped);
  }

  /**
   * Stores an event for one client alone, whatever targets it names, and however full its inbox is.
   *
   * @param event stands in its inbox, and is neither numbered nor to be known for a resend
   */
  Applied.Stored intoInbox(
      ClientState client, Event event, ClientTable.Numbers numbers, Store.Batch batch) {
    client.inboxUsed = true;
    intake.begin();
    intake.target(client);
    return new Applied.Stored(event.offset(), false, add(event, event.offset(), numbers, batch));
  }

  /** How many of the commit under way stand in a stream, up to an offset. */
  long underWay(long stream, long upTo) {
    return appended.stream()
        .filter(event -> event.offset() <= upTo && event.isIn(stream) && !event.isVolatile())
        .count();
  }

  /** The event of the commit under way at this offset, or null. */
  @Nullable Event underWay(long offset) {
    for (Event event : appended) {
      if (event.offset() == offset) {
        return event;
      }
    }
    return null;
  }

  /**
   * Applies the next record, by which an event that waited enters its streams. It was confirmed:
   * that a queue it is for takes no more is no reason any more to refuse it.
   */
  Applied enter(
      long offset, LogRecord.Enter enter, ClientTable.Numbers numbers, Store.Batch batch) {
    Event waited = handlings.schedule().take(enter.scheduled(), batch);
    if (waited == null) {
      return new Applied.Entered(List.of(), List.of());
    }
    intake.begin();
    List<StreamName> there = new ArrayList<>();
    List<StreamName> gone = new ArrayList<>();
    for (StreamName target : waited.targets()) {
      (targets.isKnown(target, numbers, batch) ? there : gone).add(target);
    }
    List<Applied.Dropped> dropped = List.of();
    if (!there.isEmpty()) {
      Audience left = Audience.to(there).except(waited.emit().audience().except());
      LogRecord.Emit emit = waited.emit().at(enter.timeMs()).to(left);
      long[] found = targets.numbers(there, numbers, batch);
      long[] to = targets.entered(emit, found, numbers, batch);
      Event event = admitted(offset, emit, to, targets.leftOut(waited));
      dropped = add(event, enter.scheduled(), numbers, batch);
    }
    return new Applied.Entered(gone, dropped);
  }

  /** Applies the next record, by which a publisher is told what became of an event. */
  Applied tell(long offset, LogRecord.Told told, ClientTable.Numbers numbers, Store.Batch batch) {
    LogRecord.Emit receipt = handlings.receipts().tell(told, numbers, batch);
    if (receipt == null) {
      return new Applied.Told(List.of());
    }
    intake.begin();
    long[] to = targets.numbers(receipt.audience().targets(), numbers, batch);
    Event event = admitted(offset, receipt, to, NO_STREAMS);
    return new Applied.Told(add(event, offset, numbers, batch));
  }

  /** The event of an emit, in those of its streams that take it and with the time it lives. */
  private Event admitted(long offset, LogRecord.Emit placed, long[] to, long[] leftOut) {
    LogRecord.Emit timed = intake.timed(placed, placed.audience().targets());
    return new Event(offset, timed, intake.admit(offset, timed, to), leftOut);
  }

  /**
   * Takes an event in; a volatile one leaves no trace.
   *
   * @param confirmed where its publisher is told that it stands
   * @return what full queues have lost by it
   */
  private List<Applied.Dropped> add(
      Event event, long confirmed, ClientTable.Numbers numbers, Store.Batch batch) {
    appended.add(event);
    if (event.isVolatile()) {
      return List.of();
    }
    List<Applied.Dropped> dropped = intake.store(event, batch);
    if (!dropped.isEmpty()) {
      handlings.receipts().dropped(dropped, numbers, batch);
    }
    if (event.handling().isSpecial()) {
      handlings.entered(event, confirmed, numbers, batch);
    }
    return dropped;
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
