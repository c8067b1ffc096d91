package dev.holdfast.broker.routing;

import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.StreamName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an emit says besides the event itself. */
public record EmitOptions(Audience audience, EmitMarks marks) {
  /** How many targets one emit may name: the event is stored once for each. */
  public static final int MAX_TARGETS = 100;

  /** How many clients, and how many rooms, one emit may leave out. */
  public static final int MAX_EXCEPT = 1000;

  /** How far ahead an event may be scheduled: ten years, in milliseconds. */
  public static final long MAX_AHEAD_MS = 315_360_000_000L;

  /** Of a plain emit that a route sends to {@code destination}; null where the route rejects it. */
  public static @Nullable EmitOptions routed(Destination destination, ClientKey sender) {
    String namespace = sender.namespace();
    if (destination instanceof Destination.One one) {
      return to(Audience.of(new StreamName(one.kind(), namespace, one.name())));
    } else if (destination instanceof Destination.Reject) {
      return null;
    }
    Audience everyone = Audience.of(StreamName.everyone(namespace));
    boolean others = destination instanceof Destination.Others;
    return to(others ? everyone.except(List.of(sender.clientId())) : everyone);
  }

  private static EmitOptions to(Audience audience) {
    return new EmitOptions(audience, EmitMarks.NONE);
  }

  /** The same, where a room is a room, also one that is named by a sid. */
  public EmitOptions roomsOnly() {
    return new EmitOptions(audience.roomsOnly(), marks);
  }

  /** The same with the publisher's name for the event, by which a resend is known. */
  public EmitOptions withId(String id) {
    return new EmitOptions(audience, marks.withId(id));
  }
}
