package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineProtocol;
import dev.holdfast.protocol.engineio.PacketType;
import java.util.List;

/**
 * The move of one session from polling to a WebSocket.
 *
 * <pre>
 *  WebSocket opened    wait for the probe, at most upgradeTimeoutMs in all
 *  got 2probe          answer 3probe; hold the heartbeat; end a waiting GET every 100 ms
 *  got 5               the session moves to the WebSocket
 *  anything else, the WebSocket lost, the time over: the WebSocket is closed, polling goes on
 * </pre>
 *
 * <p>Owner thread: the session's lane.
 */
final class Upgrade implements Transport.Listener {
  /** What becomes of it. */
  interface Outcome {
    /** The session is to use this transport from now on. */
    void upgraded(WebSocketTransport transport);

    /** The session stays with polling. */
    void aborted();
  }

  /** Not at once: the client would poll again at once, and spin. */
  private static final int POKE_INTERVAL_MS = 100;

  private final EngineLane lane;
  private final PollingTransport polling;
  private final WebSocketTransport candidate;
  private final Heartbeat heartbeat;
  private final Outcome outcome;
  private long timeout = EngineLane.NO_TIMER;
  private long pokes = EngineLane.NO_TIMER;
  private boolean over;

  Upgrade(
      EngineLane lane,
      PollingTransport polling,
      WebSocketTransport candidate,
      Heartbeat heartbeat,
      Outcome outcome) {
    this.lane = lane;
    this.polling = polling;
    this.candidate = candidate;
    this.heartbeat = heartbeat;
    this.outcome = outcome;
  }

  /** Begins to listen to the WebSocket. */
  void start() {
    timeout = lane.after(lane.settings().upgradeTimeoutMs(), this::abort);
    candidate.listen(this);
  }

  /** Gives up: the WebSocket is closed, polling goes on. */
  void abort() {
    if (end()) {
      candidate.close(CloseReason.FORCED_CLOSE, List.of());
      polling.probed(false);
      outcome.aborted();
      heartbeat.release();
    }
  }

  @Override
  public void onPacket(EnginePacket packet) {
    lane.assertOwner();
    if (packet.type() == PacketType.PING && packet.carries(EngineProtocol.PROBE)) {
      candidate.send(List.of(EnginePacket.text(PacketType.PONG, packet.payload())), 0);
      heartbeat.hold();
      polling.probed(true);
      lane.cancel(pokes);
      pokes = lane.after(POKE_INTERVAL_MS, this::poke);
    } else if (packet.type() == PacketType.UPGRADE) {
      complete();
    } else {
      abort();
    }
  }

  @Override
  public void onTransportClosed(CloseReason reason) {
    abort();
  }

  /** Nothing of the session's goes out on the WebSocket yet. */
  @Override
  public void onReady() {}

  /** The probe's answer is not part of the session's accounting. */
  @Override
  public void onSent(int bytes) {}

  /** A WebSocket leaves nothing behind to be fetched. */
  @Override
  public void onFarewell() {}

  private void complete() {
    if (end()) {
      polling.discard();
      outcome.upgraded(candidate);
      heartbeat.release();
    }
  }

  private void poke() {
    polling.poke();
    pokes = lane.after(POKE_INTERVAL_MS, this::poke);
  }

  private boolean end() {
    boolean first = !over;
    over = true;
    lane.cancel(timeout);
    lane.cancel(pokes);
    return first;
  }
}
