package dev.holdfast.proof.load;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.history.Line;
import dev.holdfast.proof.history.Target;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client has to know of its own history to go on with it.
 *
 * @param sessions it has had
 * @param acks how many acknowledgements it has numbered
 * @param lastNumber of the last event it emitted
 * @param unconfirmed emitted and not answered, by number
 * @param rooms how it stands to each room
 */
record Past(
    int sessions,
    long acks,
    long lastNumber,
    Map<Long, Target> unconfirmed,
    Map<String, Memberships.State> rooms) {
  /** A client that was never there. */
  static Past none(List<String> rooms) {
    Map<String, Memberships.State> toJoin = new TreeMap<>();
    rooms.forEach(room -> toJoin.put(room, Memberships.State.JOINING));
    return new Past(0, 0, 0, Map.of(), toJoin);
  }

  /** What this history says. */
  static Past of(Role role, History history) {
    int sessions = 0;
    long acks = 0;
    long lastNumber = 0;
    Map<Long, Target> unconfirmed = new TreeMap<>();
    Map<String, Memberships.State> rooms = new TreeMap<>(none(role.rooms()).rooms());
    for (Line line : history.lines()) {
      Entry entry = line.entry();
      if (entry instanceof Entry.Connecting) {
        sessions++;
      } else if (entry instanceof Entry.Acked) {
        acks++;
      } else if (entry instanceof Entry.Emitting emit) {
        lastNumber = Math.max(lastNumber, number(emit.event()));
        unconfirmed.put(number(emit.event()), emit.target());
      } else if (entry instanceof Entry.Confirmed confirmed) {
        unconfirmed.remove(number(confirmed.event()));
      } else if (entry instanceof Entry.Refused refused) {
        unconfirmed.remove(number(refused.event()));
      } else {
        membership(entry, rooms);
      }
    }
    return new Past(sessions, acks, lastNumber, unconfirmed, rooms);
  }

  private static void membership(Entry entry, Map<String, Memberships.State> rooms) {
    if (entry instanceof Entry.Joining joining) {
      rooms.put(joining.room(), Memberships.State.JOINING);
    } else if (entry instanceof Entry.Joined joined) {
      rooms.put(joined.room(), Memberships.State.IN);
    } else if (entry instanceof Entry.Leaving leaving) {
      rooms.put(leaving.room(), Memberships.State.LEAVING);
    } else if (entry instanceof Entry.Left left) {
      rooms.put(left.room(), Memberships.State.OUT);
    }
  }

  private static long number(String event) {
    return Long.parseLong(event.substring(event.lastIndexOf('#') + 1));
  }
}
