package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The trace of each simulated event follows from its body, so that whoever gets it can check it.
 */
final class SimTraces {
  private SimTraces() {}

  /** Of three events one has none, one a trace, and one a trace with a state. */
  static @Nullable TraceContext of(Bytes body) {
    int hash = body.toString().hashCode();
    int kind = Math.floorMod(hash, 3);
    String parent = "00-%032x-%016x-01".formatted((1L << 40) | (hash & 0xffff_ffffL), 7L);
    return kind == 0 ? null : new TraceContext(parent, kind == 1 ? "" : "sim=" + hash);
  }

  static void check(String client, Event event) {
    TraceContext expected = event.emit().isBrokersOwn() ? null : of(event.body());
    Violation.unless(
        expected == null ? event.trace() == null : expected.equals(event.trace()),
        "TRACE",
        "%s got %d with the trace %s, not %s",
        client,
        event.offset(),
        event.trace(),
        expected);
  }
}
