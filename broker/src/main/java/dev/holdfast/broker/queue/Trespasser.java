package dev.holdfast.broker.queue;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A session whose client is a member of rooms that it may not be in.
 *
 * @param attach waits until it has left them
 * @param rooms their names, at least one
 */
record Trespasser(Command.Attach attach, Set<String> rooms) {
  /**
   * The rooms of a client, left ones of which something waits included, that a session may not be
   * in and that it was not banished from. Asked for every session that is attached: nothing is made
   * where there is none.
   */
  static Set<String> rooms(ClientSnapshot client, Attachment session) {
    Set<String> forbidden = Set.of();
    for (Membership membership : client.memberships()) {
      StreamName stream = membership.name();
      boolean room = stream.kind() == StreamName.Kind.ROOM && !membership.banished();
      if (room && !session.mayBeIn(stream.name())) {
        forbidden = forbidden.isEmpty() ? new LinkedHashSet<>() : forbidden;
        forbidden.add(stream.name());
      }
    }
    return forbidden;
  }
}
