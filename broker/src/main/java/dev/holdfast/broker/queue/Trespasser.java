package dev.holdfast.broker.queue;

import java.util.List;

/**
 * A session whose client is a member of rooms that it may not be in.
 *
 * @param attach waits until it has left them
 * @param rooms their names, at least one
 */
record Trespasser(Command.Attach attach, List<String> rooms) {
  /** Copies the list. */
  Trespasser {
    rooms = List.copyOf(rooms);
  }

  /** The rooms of a client, left ones of which something waits included, that a session may not. */
  static List<String> rooms(ClientSnapshot client, Attachment session) {
    return client.memberships().stream()
        .filter(membership -> membership.name().kind() == StreamName.Kind.ROOM)
        .map(membership -> membership.name().name())
        .distinct()
        .filter(room -> !session.mayBeIn(room))
        .toList();
  }
}
