package dev.holdfast.broker.queue;

import java.util.List;

/**
 * The part of the {@link Faults} that is about what clients lose: for limits, by a purge, and with
 * rooms that they may not be in.
 */
final class LossFaults {
  private LossFaults() {}

  /** What was dropped is not written down. */
  static Seams gapsDropped() {
    return Faults.dropped(Table.GAPS);
  }

  /** That a client was taken from a room is not written down: it is a member as before. */
  static Seams banishDropped() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.MEMBERS && MemberRow.isBanished(value) ? null : value;
              }
            });
  }

  /** Of a room that a client was taken from nothing is left, not even what left out its members. */
  static Seams banishedForgotten() {
    return Faults.memberships(
        m -> m.banished() ? new Membership(-1, m.name(), m.joined(), m.left(), true) : m);
  }

  /** With the room its client loses all that waits for it, of other rooms too. */
  static Seams banishTakesAll() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.GAPS ? withWiderHoles(value) : value;
              }
            });
  }

  private static byte[] withWiderHoles(byte[] value) {
    GapList wider = new GapList();
    for (QueueGap each : GapList.decode(value).all()) {
      boolean banished = each.gap().reason() == GapReason.NOT_PERMITTED;
      wider.add(banished ? new QueueGap(each.gap(), QueueGap.Hole.QUEUE) : each);
    }
    return wider.encode();
  }

  /** A client is not told what it has lost with a room, and yet acknowledges past it. */
  static Seams banishNotTold() {
    return Seams.ofLog(log -> new ChangedApplied(log, LossFaults::withoutLostRooms));
  }

  private static Applied withoutLostRooms(Applied applied) {
    if (applied instanceof Applied.Banished banished) {
      return new Applied.Banished(banished.offset(), banished.room(), null);
    } else if (applied instanceof Applied.Connected connected) {
      ClientSnapshot client = connected.client();
      List<QueueGap> told =
          client.gaps().stream()
              .filter(each -> each.gap().reason() != GapReason.NOT_PERMITTED)
              .toList();
      return new Applied.Connected(Faults.changed(client, client.memberships(), told));
    }
    return applied;
  }

  /** An operator's purge acknowledges in the client's name, and leaves no gap. */
  static Seams purgedUntold() {
    return Seams.ofCommands(
        submit ->
            command ->
                submit.accept(
                    command instanceof Command.Append append
                            && append.log() instanceof LogRecord.Drop drop
                        ? acknowledging(append, drop)
                        : command));
  }

  private static Command acknowledging(Command.Append purge, LogRecord.Drop drop) {
    LogRecord ack = new LogRecord.Ack(drop.client(), drop.upTo(), List.of(), true);
    return new Command.Append(ack, purge.lane(), purge.done());
  }

  /** A purge takes what came after it was asked for, too. */
  static Seams purgedOneTooFar() {
    return Seams.ofStore(
        store ->
            new ChangedPuts(store) {
              @Override
              byte[] changed(Table table, byte[] value) {
                return table == Table.GAPS ? purgedFurther(value) : value;
              }
            });
  }

  private static byte[] purgedFurther(byte[] value) {
    GapList further = new GapList();
    for (QueueGap each : GapList.decode(value).all()) {
      Gap gap = each.gap();
      boolean purged = gap.reason() == GapReason.PURGED;
      long to = purged ? gap.to() + 2 : gap.to();
      Gap changed = new Gap(gap.from(), to, gap.events(), gap.reason(), gap.timeMs());
      further.add(new QueueGap(changed, each.hole()));
    }
    return further.encode();
  }

  /** A client is not told what was dropped, and yet acknowledges past it. */
  static Seams gapsNotTold() {
    return Seams.ofLog(log -> new ChangedApplied(log, LossFaults::withoutGaps));
  }

  private static Applied withoutGaps(Applied applied) {
    if (applied instanceof Applied.Stored stored) {
      return new Applied.Stored(stored.offset(), stored.duplicate());
    } else if (applied instanceof Applied.Connected connected) {
      ClientSnapshot client = connected.client();
      return new Applied.Connected(Faults.changed(client, client.memberships(), List.of()));
    }
    return applied;
  }
}
