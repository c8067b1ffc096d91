package dev.holdfast.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Whom an event is for. A client that several parts name gets it once.
 *
 * @param rooms every member of these rooms
 * @param clients these clients
 * @param everyone every client of the namespace
 * @param except these clients not, whatever else names them
 */
public record Target(
    List<String> rooms, List<String> clients, boolean everyone, List<String> except) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException when it names nobody
   */
  public Target {
    rooms = List.copyOf(rooms);
    clients = List.copyOf(clients);
    except = List.copyOf(except);
    if (rooms.isEmpty() && clients.isEmpty() && !everyone) {
      throw new IllegalArgumentException("a target names a room, a client or everyone");
    }
  }

  /** The members of these rooms. */
  public static Target toRooms(String... rooms) {
    return new Target(List.of(rooms), List.of(), false, List.of());
  }

  /** These clients. */
  public static Target toClients(String... clients) {
    return new Target(List.of(), List.of(clients), false, List.of());
  }

  /** Every client of the namespace. */
  public static Target toEveryone() {
    return new Target(List.of(), List.of(), true, List.of());
  }

  /** This target with these clients besides. */
  public Target andClients(String... more) {
    return new Target(rooms, joined(clients, more), everyone, except);
  }

  /** This target without these clients. */
  public Target butNot(String... clientIds) {
    return new Target(rooms, clients, everyone, joined(except, clientIds));
  }

  private static List<String> joined(List<String> some, String[] more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }
}
