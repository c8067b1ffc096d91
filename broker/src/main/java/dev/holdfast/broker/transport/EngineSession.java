package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Ticket;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.OpenPacket;
import dev.holdfast.protocol.engineio.PacketType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session: the only class that moves it from state to state.
 *
 * <pre>
 *  state    event                                        next
 *  OPENING  the handler is made                          OPEN
 *  OPENING  the handler's factory closes or fails        OPEN, then as OPEN closed
 *  OPEN     closed, and the client was told or is gone   CLOSED
 *  OPEN     closed in order, polling, no GET waiting     LEAVING
 *  LEAVING  a GET took what was left, or none came       CLOSED
 * </pre>
 *
 * The handler hears {@link EngineHandler#onClose} when OPEN ends. Which transport carries the
 * session is no state: its {@link Carrier} changes that while OPEN.
 *
 * <p>Owner thread of all fields: the session's lane.
 */
final class EngineSession implements EngineConnection, Transport.Listener {
  private enum State {
    OPENING,
    OPEN,
    LEAVING,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(EngineSession.class);

  /** How long a client without a waiting GET may take to fetch the end of its session. */
  private static final int LEAVE_TIMEOUT_MS = 30_000;

  /** The same for one that is to come back: whoever closes it waits for that. */
  private static final int RETURN_TIMEOUT_MS = 2_000;

  /** The same for one that nobody knows, who holds a place of which there are few: on its way. */
  private static final int UNKNOWN_LEAVE_TIMEOUT_MS = 1_000;

  private final String id;
  private final EngineLane lane;
  private final Ticket ticket;
  private final Outbox outbox;
  private final Heartbeat heartbeat;
  private final Carrier carrier;
  private State state = State.OPENING;
  private @Nullable GuardedHandler handler;
  private @Nullable CloseReason closedWhileOpening;

  /** Any thread may ask. */
  private volatile boolean known;

  /** Any thread may ask. */
  private volatile boolean over;

  private long leaveTimer = EngineLane.NO_TIMER;

  /**
   * A session of this lane; {@link #open} follows.
   *
   * @param ticket its places among all sessions, given back when it is over
   */
  EngineSession(String id, EngineLane lane, Ticket ticket) {
    this.id = id;
    this.lane = lane;
    this.ticket = ticket;
    this.outbox = new Outbox(lane.settings(), lane.outbound());
    this.heartbeat = new Heartbeat(lane, new Beat());
    this.carrier = new Carrier(lane, heartbeat, this, ticket);
  }

  /** Queues the handshake packet, makes the handler and starts the heartbeat. */
  void open(Transport first, Handshake handshake) {
    lane.assertOwner();
    carrier.begin(first);
    lane.shared().registry().add(this);
    counters().countOpened(carrier.isWebSocket());
    OpenPacket open = lane.settings().openPacket(id, first.upgrades());
    outbox.add(EnginePacket.text(PacketType.OPEN, open.toJson()));
    try {
      EngineHandler made = lane.shared().factory().open(this, handshake);
      handler = new GuardedHandler(made, () -> close(CloseReason.FORCED_CLOSE));
    } catch (RuntimeException bug) {
      LOG.error("the handler of a new session could not be made", bug);
      closedWhileOpening = CloseReason.FORCED_CLOSE;
    }
    move(State.OPENING, State.OPEN);
    heartbeat.start();
    if (closedWhileOpening != null) {
      close(closedWhileOpening);
    } else {
      flush();
    }
  }

  /** The lane that owns it; safe for all threads. */
  EngineLane lane() {
    return lane;
  }

  /** The transport that polling requests go to, or null when polling is over. */
  @Nullable PollingTransport polling() {
    lane.assertOwner();
    return carrier.polling();
  }

  /** True when its id is no longer good for anything. */
  boolean isClosed() {
    lane.assertOwner();
    return state == State.CLOSED;
  }

  /** Whether it stands, and its client has shown who it is. Any thread. */
  boolean isKnown() {
    return known && !over;
  }

  /** Whether it has ended, or is about to. Any thread. */
  boolean isOver() {
    return over;
  }

  /** How long the next message of its client may be. Any thread. */
  MessageBound bound() {
    return lane.bound(known);
  }

  /** Ends it when the answer to its ping is overdue: a timer that is late keeps nobody alive. */
  void endIfOverdue() {
    if (heartbeat.overdue()) {
      close(CloseReason.PING_TIMEOUT);
    }
  }

  /** A WebSocket with this session's id was opened: the one to move to, if any. */
  void onWebSocket(WebSocketTransport candidate) {
    lane.assertOwner();
    if (state != State.OPEN || !carrier.moveTo(candidate)) {
      candidate.close(CloseReason.FORCED_CLOSE, List.of());
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void authenticated() {
    lane.assertOwner();
    known = true;
    ticket.known();
    carrier.known();
  }

  @Override
  public void sendText(Bytes utf8) {
    queue(EnginePacket.text(PacketType.MESSAGE, utf8));
  }

  @Override
  public void sendBinary(Bytes data) {
    queue(EnginePacket.binary(data));
  }

  private void queue(EnginePacket packet) {
    lane.assertOwner();
    if (state == State.OPENING || state == State.OPEN) {
      outbox.add(packet);
    }
  }

  @Override
  public void flush() {
    lane.assertOwner();
    if (state == State.OPEN) {
      carrier.flush(outbox);
    }
  }

  @Override
  public boolean writable() {
    lane.assertOwner();
    return outbox.writable();
  }

  @Override
  public boolean readable() {
    return writable()
        || (heartbeat.awaitsPong() && carrier.needsProof() && outbox.hasRoomForAnswers());
  }

  @Override
  public void ping() {
    heartbeat.ping();
  }

  @Override
  public void pingBehind() {
    if (carrier.isWebSocket()) {
      heartbeat.pingBehind();
    } else {
      heartbeat.ping();
    }
  }

  @Override
  public void pauseReading() {
    lane.assertOwner();
    carrier.pauseReading();
  }

  @Override
  public void resumeReading() {
    lane.assertOwner();
    carrier.resumeReading();
  }

  /** Closes it as the broker stops, once what its client has asked for is answered. */
  void leave(Departure departure) {
    GuardedHandler told = handler;
    if (state == State.OPEN && told != null) {
      told.onLeaving(departure.comeBackMs());
      flush();
      pauseReading();
      departure.settled().then(lane.index(), () -> close(CloseReason.SERVER_SHUTTING_DOWN));
    }
  }

  @Override
  public void close(CloseReason reason) {
    lane.assertOwner();
    if (state == State.OPENING) {
      closedWhileOpening = reason;
    } else if (state == State.OPEN) {
      over = true;
      heartbeat.stop();
      counters().countClosed(reason);
      boolean ended = carrier.close(reason, outbox.take());
      outbox.close();
      move(State.OPEN, State.LEAVING);
      carrier.stay();
      if (ended) {
        onFarewell();
      } else {
        leaveTimer = lane.after(leaveTimeoutMs(reason), this::onFarewell);
      }
      if (handler != null) {
        handler.onClose(reason);
      }
    }
  }

  private int leaveTimeoutMs(CloseReason reason) {
    if (!known) {
      return UNKNOWN_LEAVE_TIMEOUT_MS;
    }
    return reason.bidsToReturn() ? RETURN_TIMEOUT_MS : LEAVE_TIMEOUT_MS;
  }

  @Override
  public void onFarewell() {
    lane.cancel(leaveTimer);
    lane.shared().registry().remove(this);
    ticket.close();
    move(State.LEAVING, State.CLOSED);
  }

  @Override
  public void onReady() {
    flush();
  }

  @Override
  public void onPacket(EnginePacket packet) {
    lane.assertOwner();
    GuardedHandler target = handler;
    if (state != State.OPEN || target == null) {
      return;
    }
    switch (packet.type()) {
      case MESSAGE -> target.onMessage(packet);
      case PONG -> {
        if (heartbeat.pong()) {
          target.onPong();
          flush();
        }
      }
      case CLOSE -> close(CloseReason.TRANSPORT_CLOSE);
      // In protocol 4 it is the server that pings.
      case PING -> close(CloseReason.TRANSPORT_ERROR);
      case OPEN, UPGRADE, NOOP -> LOG.trace("ignored a packet of type {}", packet.type());
    }
  }

  @Override
  public void onSent(int bytes) {
    lane.assertOwner();
    if (outbox.sent(bytes)) {
      // Not from within the flush that may have caused it.
      lane.later(this::tellWritable);
    }
  }

  private void tellWritable() {
    if (state == State.OPEN && handler != null && outbox.writable()) {
      handler.onWritable();
    }
  }

  @Override
  public void onTransportClosed(CloseReason reason) {
    close(reason);
  }

  private ConnectionCounters counters() {
    return lane.shared().registry().counters();
  }

  private void move(State from, State to) {
    if (state != from) {
      throw new IllegalStateException(state + " cannot become " + to);
    }
    state = to;
  }

  private final class Beat implements Heartbeat.Target {
    @Override
    public void sendPing() {
      if (handler != null) {
        handler.onPing();
      }
      queue(EnginePacket.of(PacketType.PING));
      flush();
    }

    @Override
    public void pongMissed() {
      close(CloseReason.PING_TIMEOUT);
    }
  }
}
