package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * What an emit does to the view: it is known for a resend, or its streams are found and it is
 * stored in each, at once or when its time comes. A volatile one takes its place in the order but
 * leaves no trace. Owned by the shard writer.
 */
final class Emits {
  private final ClientTable clients;
  private final Targets targets;
  private final Resends resends;
  private final EventTable events;
  private final Handlings handlings;

  /** Events of the commit under way, for the tail. */
  private List<Event> appended = new ArrayList<>();

  Emits(
      ClientTable clients,
      Targets targets,
      Resends resends,
      EventTable events,
      Handlings handlings) {
    this.clients = clients;
    this.targets = targets;
    this.resends = resends;
    this.events = events;
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
    List<StreamName> names = targets.named(emit, numbers, batch);
    long[] to = targets.numbers(names, numbers, batch);
    StreamName unknown = Targets.unknown(names, to);
    if (unknown != null) {
      return Applied.Refused.unknown(unknown);
    }
    LogRecord.Emit placed = targets.placed(emit, names, numbers, batch);
    Handling handling = emit.marks().handling();
    Applied refused = handling.isSpecial() ? handlings.refusal(placed, numbers, batch) : null;
    if (refused != null) {
      return refused;
    }
    if (emit.isScheduled()) {
      long[] leftOut = targets.leftOutLater(emit, numbers, batch);
      Event waiting = new Event(offset, placed, to, leftOut);
      handlings.schedule().put(handling.deliverAtMs(), waiting, batch);
    } else {
      Event event = new Event(offset, placed, Targets.distinct(to), targets.leftOut(emit));
      add(event, batch);
      if (handling.isSpecial()) {
        handlings.entered(event, offset, numbers, batch);
      }
      if (event.isVolatile()) {
        return new Applied.Passed();
      }
    }
    if (publisher != null) {
      resends.stored(publisher, emit, offset, batch);
    }
    return new Applied.Stored(offset, false);
  }

  /** Applies the next record, by which an event that waited enters its streams. */
  Applied enter(
      long offset, LogRecord.Enter enter, ClientTable.Numbers numbers, Store.Batch batch) {
    Event waited = handlings.schedule().take(enter.scheduled(), batch);
    if (waited == null) {
      return new Applied.Entered(List.of());
    }
    List<StreamName> there = new ArrayList<>();
    List<StreamName> gone = new ArrayList<>();
    for (StreamName target : waited.targets()) {
      (targets.isKnown(target, numbers, batch) ? there : gone).add(target);
    }
    if (!there.isEmpty()) {
      Audience left = Audience.to(there).except(waited.emit().audience().except());
      LogRecord.Emit emit = waited.emit().at(enter.timeMs()).to(left);
      long[] to = Targets.distinct(targets.numbers(there, numbers, batch));
      Event event = new Event(offset, emit, to, waited.exceptStreams());
      add(event, batch);
      if (event.handling().isSpecial()) {
        handlings.entered(event, enter.scheduled(), numbers, batch);
      }
    }
    return new Applied.Entered(gone);
  }

  /** Applies the next record, by which a publisher is told what became of an event. */
  Applied tell(long offset, LogRecord.Told told, ClientTable.Numbers numbers, Store.Batch batch) {
    Event receipt = handlings.receipts().tell(offset, told, numbers, batch);
    if (receipt != null) {
      add(receipt, batch);
    }
    return new Applied.Told();
  }

  /** A volatile one leaves no trace. */
  private void add(Event event, Store.Batch batch) {
    appended.add(event);
    if (!event.isVolatile()) {
      for (long stream : event.streams()) {
        events.add(stream, event, batch);
      }
    }
  }

  /** Writes the rows of the commit under way. */
  void flush(Store.Batch batch) {
    events.flush(batch);
  }

  /** The commit stands: returns its events. */
  List<Event> committed() {
    List<Event> committed = appended;
    appended = new ArrayList<>();
    events.committed();
    resends.committed();
    return committed;
  }
}
