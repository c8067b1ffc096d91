package dev.holdfast.proof.history;

import java.util.List;

/**
 * Whom an event was emitted to.
 *
 * @param rooms room names
 * @param clients client ids: their inboxes
 * @param everyone whether it went to everyone of the namespace
 * @param except client ids that are left out
 */
public record Target(
    List<String> rooms, List<String> clients, boolean everyone, List<String> except) {
  /** One room. */
  public static Target room(String room) {
    return new Target(List.of(room), List.of(), false, List.of());
  }

  /** One inbox. */
  public static Target client(String client) {
    return new Target(List.of(), List.of(client), false, List.of());
  }

  /** Everyone of the namespace. */
  public static Target all() {
    return new Target(List.of(), List.of(), true, List.of());
  }

  /** The same, leaving out these. */
  public Target butNot(String... clientIds) {
    return new Target(rooms, clients, everyone, List.of(clientIds));
  }
}
