package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.StreamName;

/**
 * What becomes of a plain emit.
 *
 * @param to where it goes
 * @param idArgument which argument after the event's name is its id, by which a resend is known: 1
 *     is the first; {@link #NO_ID} for none
 * @param replyTimeoutMs how long the emitter's ack function waits for what the back-end replies, in
 *     milliseconds; {@link #NO_REPLY} when it is called with the confirm instead
 */
public record Route(Destination to, int idArgument, long replyTimeoutMs) {
  /** {@code idArgument} of a route whose events have no id. */
  public static final int NO_ID = 0;

  /** {@code replyTimeoutMs} of a route without replies. */
  public static final long NO_REPLY = 0;

  /** A route that says no more than where to. */
  public static Route to(Destination destination) {
    return new Route(destination, NO_ID, NO_REPLY);
  }

  /** True when one client gets it, which is told whose session it came from. */
  public boolean isToClient() {
    return to instanceof Destination.One one && one.kind() == StreamName.Kind.INBOX;
  }

  /** True when the back-end's reply is what the emitter's ack function is called with. */
  public boolean replies() {
    return replyTimeoutMs != NO_REPLY;
  }
}
