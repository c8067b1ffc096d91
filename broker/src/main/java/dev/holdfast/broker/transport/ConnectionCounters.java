package dev.holdfast.broker.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the Engine.IO sessions since the server was made, for those who watch it. Written
 * by all lanes, once in the life of a session or so; read by any thread.
 */
public final class ConnectionCounters {
  private final LongAdder openedPolling = new LongAdder();
  private final LongAdder openedWebSocket = new LongAdder();
  private final LongAdder upgraded = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

  /** All zero. */
  ConnectionCounters() {
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, new LongAdder());
    }
  }

  void countOpened(boolean webSocket) {
    (webSocket ? openedWebSocket : openedPolling).increment();
  }

  /** How many sessions began with polling. */
  public long openedPolling() {
    return openedPolling.sum();
  }

  /** How many sessions began on a WebSocket. */
  public long openedWebSocket() {
    return openedWebSocket.sum();
  }

  void countUpgraded() {
    upgraded.increment();
  }

  /** How many sessions moved from polling to a WebSocket. */
  public long upgraded() {
    return upgraded.sum();
  }

  void countRefused() {
    refused.increment();
  }

  /** How many handshakes were answered with 503, as the broker took none. */
  public long refused() {
    return refused.sum();
  }

  void countClosed(CloseReason reason) {
    adder(reason).increment();
  }

  /** How many sessions ended for this reason. */
  public long closed(CloseReason reason) {
    return adder(reason).sum();
  }

  private LongAdder adder(CloseReason reason) {
    LongAdder adder = closed.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return adder;
  }
}
