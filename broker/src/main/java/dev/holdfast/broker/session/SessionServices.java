package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.SessionLimits;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.security.Security;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all sessions share, handed down whole.
 *
 * @param core where events are stored and read
 * @param settings what an operator sets
 * @param security who may do what
 * @param directory the sessions that stand
 * @param limits what sessions may take
 * @param timers delayed calls
 * @param clock milliseconds since 1970
 * @param ids unguessable ids, for the sid of a session and the name of an anonymous client
 * @param insight what is counted and measured of them
 */
public record SessionServices(
    QueueCore core,
    SessionSettings settings,
    Security security,
    SessionDirectory directory,
    SessionLimits limits,
    Timers timers,
    LongSupplier clock,
    Supplier<String> ids,
    SessionInsight insight) {
  /** What positions that clients name mean. */
  Positions positions() {
    return new Positions(core.lineage());
  }
}
