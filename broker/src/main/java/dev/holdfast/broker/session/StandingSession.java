package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientKey;
import java.util.List;

/**
 * A session that stood when it was looked at, as its lane knows it.
 *
 * @param sid its public name
 * @param client whose it is
 * @param mode how it acknowledges, as on the wire
 * @param shared true for a member of a shared queue
 * @param unacknowledged events it was sent and has not acknowledged
 * @param rooms the client's rooms, sorted, where they were asked for
 */
public record StandingSession(
    String sid,
    ClientKey client,
    String mode,
    boolean shared,
    int unacknowledged,
    List<String> rooms) {
  /** Copies the list. */
  public StandingSession {
    rooms = List.copyOf(rooms);
  }
}
