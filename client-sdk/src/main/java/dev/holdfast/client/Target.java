package dev.holdfast.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Whom an event is for. A client that several parts name gets it once.
 *
 * @param to who gets it
 * @param everyone true when every client of the namespace gets it
 * @param except who does not, whatever else names them; rooms: who is a member when it is emitted
 * @param isVolatile true when the event is not kept: see {@link #asVolatile()}
 */
public record Target(Names to, boolean everyone, Names except, boolean isVolatile) {
  /**
   * Checks that there is somebody.
   *
   * @throws IllegalArgumentException when it names nobody
   */
  public Target {
    if (to.isEmpty() && !everyone) {
      throw new IllegalArgumentException("a target names a room, a client, a session or everyone");
    }
  }

  /** The members of these rooms. */
  public static Target toRooms(String... rooms) {
    return to(Names.NONE.andRooms(rooms));
  }

  /** These clients. */
  public static Target toClients(String... clientIds) {
    return to(Names.NONE.andClients(clientIds));
  }

  /**
   * The clients of these sessions, each known for as long as it is connected and may be recovered.
   */
  public static Target toSessions(String... sids) {
    return to(Names.NONE.andSessions(sids));
  }

  /** Every client of the namespace. */
  public static Target toEveryone() {
    return new Target(Names.NONE, true, Names.NONE, false);
  }

  private static Target to(Names names) {
    return new Target(names, false, Names.NONE, false);
  }

  /** This target with these clients besides. */
  public Target andClients(String... clientIds) {
    return new Target(to.andClients(clientIds), everyone, except, isVolatile);
  }

  /** This target without these clients. */
  public Target butNot(String... clientIds) {
    return new Target(to, everyone, except.andClients(clientIds), isVolatile);
  }

  /** This target without those who are members of any of these rooms when it is emitted. */
  public Target butNotRooms(String... rooms) {
    return new Target(to, everyone, except.andRooms(rooms), isVolatile);
  }

  /**
   * This target for an event that is not worth keeping, such as the position of a cursor. It is
   * delivered to those who are connected and have room for it, once, and is lost otherwise: when
   * the emitter is not connected too. Its confirm carries no position.
   */
  public Target asVolatile() {
    return new Target(to, everyone, except, true);
  }

  /**
   * Names of three kinds.
   *
   * @param rooms rooms, each for its members
   * @param clients client ids
   * @param sessions sids, each for the client of that session
   */
  public record Names(List<String> rooms, List<String> clients, List<String> sessions) {
    /** Nobody. */
    public static final Names NONE = new Names(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Names {
      rooms = List.copyOf(rooms);
      clients = List.copyOf(clients);
      sessions = List.copyOf(sessions);
    }

    /** True when there is none. */
    public boolean isEmpty() {
      return rooms.isEmpty() && clients.isEmpty() && sessions.isEmpty();
    }

    /** These names and those of more rooms. */
    public Names andRooms(String... more) {
      return new Names(joined(rooms, more), clients, sessions);
    }

    /** These names and those of more clients. */
    public Names andClients(String... more) {
      return new Names(rooms, joined(clients, more), sessions);
    }

    /** These names and those of more sessions. */
    public Names andSessions(String... more) {
      return new Names(rooms, clients, joined(sessions, more));
    }

    private static List<String> joined(List<String> some, String[] more) {
      List<String> all = new ArrayList<>(some);
      all.addAll(List.of(more));
      return all;
    }
  }
}
