package dev.holdfast.broker.queue;

import java.util.List;

/**
 * A client as it is stored.
 *
 * @param key who
 * @param lifetime how long it is known
 * @param awaySinceMs since when it has no session, milliseconds since 1970; 0 while it has one
 * @param upTo its cursor: everything up to this offset is acknowledged
 * @param acknowledgedAfter how many later events are acknowledged too
 * @param waiting what waits in its queue, at most: an event that stands in two of its streams, or
 *     leaves it out, counts too
 * @param gaps what was dropped from its queue and it has not acknowledged
 */
public record StoredClient(
    ClientKey key,
    Lifetime lifetime,
    long awaySinceMs,
    long upTo,
    int acknowledgedAfter,
    StreamCount waiting,
    List<Gap> gaps) {
  /** Copies the list. */
  public StoredClient {
    gaps = List.copyOf(gaps);
  }
}
