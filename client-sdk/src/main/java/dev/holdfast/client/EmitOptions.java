package dev.holdfast.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for one event besides its being delivered. For volatile events only the trace.
 *
 * @param ttl how long it is worth delivering, counted from when the broker takes it; then it
 *     becomes a {@link Gap} of those who have not had it. Null for as long as its room says
 * @param deliverAt when it is to be delivered, to those who are members then; it is durable, and
 *     may be taken back by {@link HoldfastClient#cancel}, until then. Null for at once
 * @param retain true to have it kept as the last one of its name in each of its rooms, for those
 *     who join with {@link JoinOptions#withRetained}; without arguments it removes the one that is
 *     kept
 * @param receipt true to be told, by {@link HoldfastClient#onReceipt}, when all it was for have
 *     acknowledged it
 * @param id the application's own name for it, 1 to 255 characters. It is delivered with it, and an
 *     emit of the same name is known as the same event for as long as the broker is configured to
 * @param traceparent the trace it belongs to, in the form of the header of W3C Trace Context; it is
 *     delivered with it. Null for none
 * @param tracestate what the tracing system says besides, the header of that name; null for nothing
 */
public record EmitOptions(
    @Nullable Duration ttl,
    @Nullable Instant deliverAt,
    boolean retain,
    boolean receipt,
    @Nullable String id,
    @Nullable String traceparent,
    @Nullable String tracestate) {
  /** Nothing in particular. */
  public static final EmitOptions NONE =
      new EmitOptions(null, null, false, false, null, null, null);

  /**
   * Checks the time to live.
   *
   * @throws IllegalArgumentException when it is shorter than a millisecond
   */
  public EmitOptions {
    if (ttl != null && ttl.toMillis() < 1) {
      throw new IllegalArgumentException("a time to live is at least a millisecond: " + ttl);
    }
  }

  /** The same with a time to live. */
  public EmitOptions withTtl(Duration duration) {
    return new EmitOptions(duration, deliverAt, retain, receipt, id, traceparent, tracestate);
  }

  /** The same with a time of delivery. */
  public EmitOptions withDeliverAt(Instant time) {
    return new EmitOptions(ttl, time, retain, receipt, id, traceparent, tracestate);
  }

  /** The same, kept as the last of its name. */
  public EmitOptions withRetain() {
    return new EmitOptions(ttl, deliverAt, true, receipt, id, traceparent, tracestate);
  }

  /** The same, with a receipt. */
  public EmitOptions withReceipt() {
    return new EmitOptions(ttl, deliverAt, retain, true, id, traceparent, tracestate);
  }

  /** The same under this name. */
  public EmitOptions withId(String name) {
    return new EmitOptions(ttl, deliverAt, retain, receipt, name, traceparent, tracestate);
  }

  /**
   * The same as a part of a trace.
   *
   * @param parent the header {@code traceparent}; null for none
   * @param state the header {@code tracestate}, or null
   */
  public EmitOptions withTrace(@Nullable String parent, @Nullable String state) {
    return new EmitOptions(ttl, deliverAt, retain, receipt, id, parent, state);
  }
}
