package dev.holdfast.broker.queue;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client's durable state when its session attached; immutable, handed from the shard writer to
 * the session's lane.
 *
 * @param key who
 * @param session what its session is called: as it asked, or as the one it recovered
 * @param created true when the client was not known before
 * @param recovered true when it goes on with the session whose pid it presented
 * @param upTo its cursor: everything up to this offset is acknowledged
 * @param also later offsets that are acknowledged too
 * @param memberships every stretch that may still hold events of its queue, inbox and everyone
 *     included
 * @param lastSeq the greatest sequence number stored of this publisher, or -1
 * @param attempts failed attempts to have events of its queue handled, by offset
 * @param gaps what was dropped from its queue and it has not acknowledged, in order
 * @param pending how many events wait in its queue, at most
 * @param limits of its queue
 */
public record ClientSnapshot(
    ClientKey key,
    SessionIdentity session,
    boolean created,
    boolean recovered,
    long upTo,
    Set<Long> also,
    List<Membership> memberships,
    long lastSeq,
    Map<Long, Attempt> attempts,
    List<QueueGap> gaps,
    long pending,
    QueueLimits limits) {
  /** The same, as if nothing had failed. */
  public ClientSnapshot withoutAttempts() {
    return with(created, upTo, Map.of());
  }

  /** The same for who comes later, when the cursor has moved to {@code offset}. */
  ClientSnapshot later(long offset) {
    return with(false, offset, attempts);
  }

  private ClientSnapshot with(boolean isNew, long cursor, Map<Long, Attempt> failed) {
    return new ClientSnapshot(
        key,
        session,
        isNew,
        recovered,
        cursor,
        also,
        memberships,
        lastSeq,
        failed,
        gaps,
        pending,
        limits);
  }
}
