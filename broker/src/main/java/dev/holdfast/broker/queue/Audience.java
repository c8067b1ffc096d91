package dev.holdfast.broker.queue;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Who gets an event: the members of its targets, less those that are left out.
 *
 * @param targets the streams it is stored in, at least one, each once
 * @param except client ids that do not get it
 * @param exceptRooms rooms whose members, when the event comes, do not get it
 * @param exceptSessions sids of sessions whose clients do not get it
 * @param sidsAsRooms true when a room that is named by a sid stands for that session, too
 */
public record Audience(
    List<StreamName> targets,
    List<String> except,
    List<String> exceptRooms,
    List<String> exceptSessions,
    boolean sidsAsRooms) {
  /** What a name takes besides its characters. */
  private static final int NAME_BYTES = 50;

  /** Copies the lists; a target named twice stays once. */
  public Audience {
    targets = targets.size() == 1 ? List.copyOf(targets) : distinct(targets);
    except = List.copyOf(except);
    exceptRooms = List.copyOf(exceptRooms);
    exceptSessions = List.copyOf(exceptSessions);
  }

  /** Sessions are emitted to like rooms. */
  public Audience(
      List<StreamName> targets,
      List<String> except,
      List<String> exceptRooms,
      List<String> exceptSessions) {
    this(targets, except, exceptRooms, exceptSessions, true);
  }

  private static List<StreamName> distinct(List<StreamName> targets) {
    return List.copyOf(new LinkedHashSet<>(targets));
  }

  /** All members of these streams. */
  public static Audience of(StreamName... targets) {
    return to(List.of(targets));
  }

  /** All members of these streams. */
  public static Audience to(List<StreamName> targets) {
    return new Audience(targets, List.of(), List.of(), List.of());
  }

  /** The same without these clients. */
  public Audience except(List<String> clientIds) {
    return new Audience(targets, clientIds, exceptRooms, exceptSessions, sidsAsRooms);
  }

  /** The same without the members of these rooms. */
  public Audience exceptRooms(List<String> rooms) {
    return new Audience(targets, except, rooms, exceptSessions, sidsAsRooms);
  }

  /** The same without the clients of these sessions. */
  public Audience exceptSessions(List<String> sids) {
    return new Audience(targets, except, exceptRooms, sids, sidsAsRooms);
  }

  /** The same, where a room is a room, whatever its name. */
  public Audience roomsOnly() {
    return new Audience(targets, except, exceptRooms, exceptSessions, false);
  }

  /** Roughly the memory of the names, of which there may be many, in bytes. */
  int weight() {
    int bytes = 0;
    for (StreamName target : targets) {
      bytes += NAME_BYTES + target.name().length();
    }
    return bytes + weight(except) + weight(exceptRooms) + weight(exceptSessions);
  }

  private static int weight(List<String> names) {
    int bytes = 0;
    for (String name : names) {
      bytes += NAME_BYTES + name.length();
    }
    return bytes;
  }
}
