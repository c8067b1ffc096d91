package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * The part of the {@link Promises} that is about rooms a client may not be in: it is a member of
 * none for long, and gets nothing that it lost with one, from when its session knows.
 */
final class RoomPromises {
  private final ReferenceLog log;
  private final ObjLongConsumer<String> told;

  /** The last record each client's session knows of that took it from a room. */
  private final Map<String, Long> known = new HashMap<>();

  /** How often a room's number was taken back. */
  private long retired;

  /**
   * Nobody was taken from any room yet.
   *
   * @param told hears what anybody was told of a record, and its offset
   */
  RoomPromises(ReferenceLog log, ObjLongConsumer<String> told) {
    this.log = log;
    this.told = told;
  }

  /** A record has taken the number of a room back, if it says so. */
  void applied(Applied applied) {
    retired += applied instanceof Applied.Retired ? 1 : 0;
  }

  long retired() {
    return retired;
  }

  /** The broker has crashed: there are no sessions. */
  void recovered() {
    known.clear();
  }

  /** A session knows its client's rooms as of this record. */
  void attached(SimSession session, long offset) {
    known.put(session.client(), offset);
  }

  /** A session is told that its client was taken from a room. */
  void banished(SimSession session, StreamName room, long offset) {
    told.accept("that a client may not be in a room", offset);
    Violation.unless(
        log.at(offset) instanceof LogRecord.Banish banish
            && banish.client().clientId().equals(session.client())
            && banish.room().equals(room.name()),
        "P7",
        "%s is told by %s that it may not be in %s",
        session.client(),
        log.at(offset),
        room.name());
    known.merge(session.client(), offset, Math::max);
  }

  /** A session is sent an event: not one that its client lost with a room. */
  void checkMayHave(SimSession session, long offset) {
    ReferenceClient client = log.client(session.client());
    long lostBy = client == null ? Long.MAX_VALUE : client.lostBy(offset);
    // Of a commit that its lane is done with, the session has heard.
    long heard = Math.max(known.getOrDefault(session.client(), 0L), session.lane().handedOver());
    Violation.unless(
        lostBy > heard,
        "P6",
        "%s got %d, which it had lost at %d with its room",
        session.client(),
        offset,
        lostBy);
  }

  /** At rest a client is stored as a member of its rooms, of which it may be in all. */
  void checkStored(String id, List<String> stored, SimPermissions permissions) {
    ReferenceClient client = log.client(id);
    List<String> expected = client == null ? List.of() : client.rooms.stream().sorted().toList();
    Violation.unless(
        stored.equals(expected), "P6", "%s is in the rooms %s, not %s", id, stored, expected);
    Violation.unless(
        stored.stream().allMatch(room -> permissions.mayBeIn(id, room)),
        "P6",
        "%s is in %s, and may not be in all of them",
        id,
        stored);
  }
}
