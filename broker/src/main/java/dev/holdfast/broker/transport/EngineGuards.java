package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Cap;
import dev.holdfast.broker.limits.ConnectionLimits;
import dev.holdfast.broker.limits.ForwardedFor;
import dev.holdfast.broker.limits.LimitListener;
import dev.holdfast.broker.limits.Networks;
import dev.holdfast.broker.limits.Rate;

/**
 * Who says no, and who hears of it; all lanes of a server share them.
 *
 * @param connections decides who may connect
 * @param proxies knows whose addresses stand in headers
 * @param listener hears of every limit that is hit
 * @param gate closes sockets that are too many as they are accepted
 */
public record EngineGuards(
    ConnectionLimits connections, ForwardedFor proxies, LimitListener listener, AcceptGate gate) {
  /** For these limits. */
  public static EngineGuards of(
      ConnectionLimits connections, ForwardedFor proxies, LimitListener listener) {
    return new EngineGuards(connections, proxies, listener, new AcceptGate(connections));
  }

  /** Let everybody in. */
  public static EngineGuards open() {
    Cap all = new Cap(Integer.MAX_VALUE, Integer.MAX_VALUE);
    ForwardedFor nobody = new ForwardedFor(Networks.NONE);
    ConnectionLimits.Settings settings =
        new ConnectionLimits.Settings(all, all, Rate.UNLIMITED, Rate.UNLIMITED, Networks.NONE);
    ConnectionLimits connections =
        new ConnectionLimits(settings, nobody, LimitListener.NONE, System::nanoTime, bound -> 0);
    return of(connections, nobody, LimitListener.NONE);
  }
}
