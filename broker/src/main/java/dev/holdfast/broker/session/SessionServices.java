package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.SessionLimits;
import dev.holdfast.broker.queue.QueueCore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all sessions share, handed down whole.
 *
 * @param core where events are stored and read
 * @param settings what an operator sets
 * @param directory the sessions that stand
 * @param limits what sessions may take
 * @param timers delayed calls
 * @param clock milliseconds since 1970
 * @param ids unguessable ids, for the sid of a session and the name of an anonymous client
 */
public record SessionServices(
    QueueCore core,
    SessionSettings settings,
    SessionDirectory directory,
    SessionLimits limits,
    Timers timers,
    LongSupplier clock,
    Supplier<String> ids) {
  /** What positions that clients name mean. */
  Positions positions() {
    return new Positions(core.lineage());
  }
}
