package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An event as it was delivered. Arguments are read when they are asked for. Thread-safe. */
public interface Event extends Arguments {
  /** The name it was emitted under. */
  String name();

  /**
   * Where it stands; opaque, equal only to itself. The same event has the same position however
   * often it is delivered, so storing it with the application's own data finds duplicates. Empty
   * for an event that the broker does not keep.
   */
  String position();

  /** When the broker took it. */
  Instant time();

  /** The rooms it was emitted to, all of them; empty when it came to a client or to everyone. */
  List<String> rooms();

  /** The first of {@link #rooms()}: the room, for an event that was emitted to one. */
  default Optional<String> room() {
    return rooms().stream().findFirst();
  }

  /** The client that emitted it, if it had a name. */
  Optional<String> publisher();

  /** The name that its publisher gave it, if any. */
  Optional<String> id();

  /**
   * The trace it belongs to, as its publisher said with {@link EmitOptions#withTrace}: the header
   * {@code traceparent} of W3C Trace Context.
   */
  Optional<String> traceparent();

  /** What the publisher's tracing system says besides: the header {@code tracestate}. */
  Optional<String> tracestate();

  /** Which attempt to have it handled this is, as far as the broker counts them; 1 at first. */
  int attempt();

  /**
   * True when it is only shown, as of a room's history or retained: it is not acknowledged, and
   * does not come again.
   */
  boolean isShown();

  /**
   * True when somebody waits for a {@link #reply}: the emitter passed an ack function and the
   * namespace's route lets back-ends reply, or a back-end emitted it with {@code emitWithAck}.
   */
  boolean wantsReply();

  /**
   * Calls the emitter's ack function, in the handler or any time later; once. Does nothing when
   * nobody waits.
   *
   * @param args as for an emit; a {@code byte[]} travels as a binary attachment
   * @return completes when the broker has passed it on; fails with {@link HoldfastException}, of
   *     code {@code unknown-reply} when the emitter no longer waits
   * @throws IllegalStateException when there was a reply already
   * @throws IllegalArgumentException when an argument cannot become JSON that the broker takes
   */
  CompletionStage<Void> reply(@Nullable Object... args);
}
