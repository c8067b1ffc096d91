package dev.holdfast.broker.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Errors a broker could have, put between the core and its store or log on purpose. */
final class Faults {
  private Faults() {}

  /** Confirm before commit: a synced batch is durable only when the next one is written. */
  static Seams confirmBeforeCommit() {
    return Seams.ofStore(LateSync::new);
  }

  /** The cursor that is stored stands one offset too far. */
  static Seams cursorOneTooFar() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.CURSORS ? oneFurther(value) : value;
              }
            });
  }

  private static byte[] oneFurther(byte[] value) {
    Cursor cursor = Cursor.decode(value);
    Cursor further = new Cursor(cursor.upTo() + 1);
    further.advance(0, cursor.also());
    return further.encode(new ByteReader(value).varint());
  }

  /** A sweep takes each cursor to stand one further than it does. */
  static Seams trimOneTooFar() {
    return Seams.ofSweep(
        store ->
            new ChangedScans(store, Table.CURSORS) {
              @Override
              byte[] changed(byte[] value) {
                return oneFurther(value);
              }
            });
  }

  /** A sweep does not see who is a member of a room. */
  static Seams membersIgnoredBySweep() {
    return Seams.ofSweep(
        store ->
            new ForwardingStore(store) {
              @Override
              public Scan scan(Table table, byte[] lower, byte[] upper) {
                return store.scan(table, lower, table == Table.MEMBERS ? lower : upper);
              }
            });
  }

  /** The number of a room is taken back though somebody has joined since the sweep. */
  static Seams joinsOverlookedByRetirement() {
    return Seams.ofLog(
        log ->
            new ForwardingLog(log) {
              @Override
              public Appended append(List<LogRecord> records) {
                return log.append(records.stream().map(Faults::sweptLater).toList());
              }
            });
  }

  private static LogRecord sweptLater(LogRecord record) {
    return record instanceof LogRecord.Retire retire
        ? new LogRecord.Retire(retire.room(), retire.stream(), Long.MAX_VALUE, retire.timeMs())
        : record;
  }

  /** A client that has expired is not remembered, and so not told when it comes back. */
  static Seams expiredNotTold() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                boolean note =
                    table == Table.CLIENTS
                        && ClientRow.decode(value).lifetime() == Lifetime.EXPIRED;
                return note ? null : value;
              }
            });
  }

  /** Resends are not known: a number's row is not found, though the last number still is. */
  static Seams resendsUnknown() {
    return Seams.ofStore(
        store ->
            new ForwardingStore(store) {
              @Override
              public Scan scan(Table table, byte[] lower, byte[] upper) {
                boolean lookUp =
                    table == Table.PUBLISHED && Keys.number(upper, 1) != Long.MAX_VALUE;
                return store.scan(table, lower, lookUp ? lower : upper);
              }
            });
  }

  /** The trace of an event is written down with another letter in it. */
  static Seams traceMangled() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                String row = new String(value, StandardCharsets.ISO_8859_1);
                return table == Table.EVENTS
                    ? row.replace("sim=", "Sim=").getBytes(StandardCharsets.ISO_8859_1)
                    : value;
              }
            });
  }

  /** What was published is not written down at all. */
  static Seams publishedDropped() {
    return dropped(Table.PUBLISHED);
  }

  /** The ids of events are not written down. */
  static Seams eventIdsDropped() {
    return dropped(Table.EVENT_IDS);
  }

  /** Failed attempts are not written down. */
  static Seams attemptsDropped() {
    return dropped(Table.ATTEMPTS);
  }

  /** What is given up is acknowledged, but not among the dead letters. */
  static Seams deadLettersDropped() {
    return dropped(Table.DEAD_LETTERS);
  }

  /** An event that waited for its time and has entered is not taken from those that wait. */
  static Seams enteredStaysScheduled() {
    return Seams.ofStore(
        store ->
            new ChangedBatches(store) {
              @Override
              ForwardingBatch changed(Batch batch) {
                return new ForwardingBatch(batch) {
                  @Override
                  public void delete(Table table, byte[] key) {
                    if (table != Table.SCHEDULED) {
                      super.delete(table, key);
                    }
                  }
                };
              }
            });
  }

  /** What a room keeps as the last of each name is not written down. */
  static Seams retainedDropped() {
    return dropped(Table.RETAINED);
  }

  static Seams dropped(Table lost) {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == lost ? null : value;
              }
            });
  }

  /** What waits for its next attempt does not keep its place when its client connects. */
  static Seams postponedLosesItsPlace() {
    return Seams.ofLog(
        log ->
            new ChangedApplied(
                log,
                applied ->
                    applied instanceof Applied.Connected connected
                        ? new Applied.Connected(withoutPostponed(connected.client()))
                        : applied));
  }

  private static ClientSnapshot withoutPostponed(ClientSnapshot client) {
    Set<Long> also = new HashSet<>(client.also());
    client
        .attempts()
        .forEach(
            (offset, attempt) -> {
              if (attempt.notBeforeMs() > 0) {
                also.add(offset);
              }
            });
    return new ClientSnapshot(
        client.key(),
        client.session(),
        client.created(),
        client.recovered(),
        client.upTo(),
        also,
        client.memberships(),
        client.lastSeq(),
        client.attempts(),
        client.gaps(),
        client.pending(),
        client.limits());
  }

  /** A receipt is taken for decided as soon as it is written down. */
  static Seams receiptBeforeAck() {
    return Seams.ofStore(
        store ->
            new ChangedBatches(store) {
              @Override
              ForwardingBatch changed(Batch batch) {
                return new ForwardingBatch(batch) {
                  @Override
                  public void put(Table table, byte[] key, byte[] value) {
                    if (table == Table.RECEIPTS && key[0] == 'p') {
                      long offset = Keys.numberBehind(key, 1);
                      Receipt receipt = Receipt.decode(offset, value);
                      receipt.undecided.clear();
                      super.put(table, key, receipt.encode());
                      byte[] publisher =
                          new ByteWriter(10).varint(Keys.numberBehind(key, 0)).toArray();
                      super.put(table, Keys.receiptDecided(offset), publisher);
                    } else {
                      super.put(table, key, value);
                    }
                  }
                };
              }
            });
  }

  /**
   * A membership begins one record too early. An offset belongs to one record, the join to its own;
   * so the first that the error lets in is the one before it, two below the right bound.
   */
  static Seams joinedOneTooEarly() {
    return memberships(
        m ->
            new Membership(
                m.stream(), m.name(), Math.max(0, m.joined() - 2), m.left(), m.banished()));
  }

  /** A membership ends one record too late. */
  static Seams leftOneTooLate() {
    return memberships(m -> m.open() ? m : m.leftAt(m.left() + 2));
  }

  /** A membership ends one record too early. */
  static Seams leftOneTooEarly() {
    return memberships(m -> m.open() ? m : m.leftAt(m.left() - 1));
  }

  static ClientSnapshot changed(
      ClientSnapshot client, List<Membership> memberships, List<QueueGap> gaps) {
    return new ClientSnapshot(
        client.key(),
        client.session(),
        client.created(),
        client.recovered(),
        client.upTo(),
        client.also(),
        memberships,
        client.lastSeq(),
        client.attempts(),
        gaps,
        client.pending(),
        client.limits());
  }

  /** The time to live of rooms is not looked at. */
  static Seams roomsDoNotExpire() {
    return Seams.ofPolicies(policies -> new SimPolicies(policies.limits("/"), 0));
  }

  /** An expired event is not delivered, and nothing after it either. */
  static Seams expiredBlocks() {
    return Seams.ofPages(
        (page, lane) -> {
          List<Event> before = new ArrayList<>();
          for (Event event : page.events()) {
            if (event.expiredBy(lane.nowMs())) {
              return new PageRequest.Page(before, event.offset() - 1);
            }
            before.add(event);
          }
          return page;
        });
  }

  /** Who takes a client over is let in without the older session being told. */
  static Seams notFenced() {
    return Seams.ofCommands(Faults::detachingFirst);
  }

  private static Consumer<Command> detachingFirst(Consumer<Command> submit) {
    Map<ClientKey, Attachment> newest = new HashMap<>();
    return command -> {
      if (command instanceof Command.Attach attach) {
        ClientKey client = attach.connect().client();
        Attachment older = newest.put(client, attach.session());
        if (older != null) {
          submit.accept(new Command.Detach(client, older, false));
        }
      }
      submit.accept(command);
    };
  }

  /** How far log and clients are is written before the events, in a batch of its own. */
  static Seams cursorsBeforeEvents() {
    return Seams.ofStore(CursorsFirst::new);
  }

  /** Changes the memberships of rooms on their way from the view to the sessions. */
  static Seams memberships(UnaryOperator<Membership> change) {
    return Seams.ofLog(log -> new ChangedApplied(log, applied -> withMemberships(applied, change)));
  }

  private static Applied withMemberships(Applied applied, UnaryOperator<Membership> change) {
    if (applied instanceof Applied.Joined joined) {
      return new Applied.Joined(joined.offset(), ofRoom(joined.membership(), change));
    } else if (applied instanceof Applied.Left left) {
      Membership ended = new Membership(0, left.room(), 0, left.offset());
      return new Applied.Left(ofRoom(ended, change).left(), left.room());
    } else if (applied instanceof Applied.Connected connected) {
      ClientSnapshot client = connected.client();
      List<Membership> changed =
          client.memberships().stream().map(each -> ofRoom(each, change)).toList();
      return new Applied.Connected(changed(client, changed, client.gaps()));
    }
    return applied;
  }

  private static Membership ofRoom(Membership membership, UnaryOperator<Membership> change) {
    return membership.name().kind() == StreamName.Kind.ROOM ? change.apply(membership) : membership;
  }
}
