package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The session's end of one WebSocket. The socket itself lives on the event loop that accepted it,
 * which after an upgrade need not be the session's: what comes in hops over as packets, what the
 * session sends is encoded on its own lane and handed over as one buffer.
 *
 * <p>Owner thread: the session's lane.
 */
final class WebSocketTransport implements Transport, WebSocketChannel.Listener {
  /** Its name in the {@code transport} query parameter. */
  static final String NAME = "websocket";

  /** How long a client may take to answer a close before its connection is cut. */
  private static final int CLOSE_GRACE_MS = 5_000;

  /** The same for one whose credential is over, and that may read slowly on purpose. */
  private static final int ENDED_GRACE_MS = 500;

  /** What may be held while reading is paused before nothing more is read from the socket. */
  private static final int MAX_HELD_BYTES = 16 << 10;

  /** Counted per packet that is held, on top of its payload. */
  private static final int PACKET_BYTES = 64;

  private final EngineLane lane;
  private final WebSocketChannel socket;
  private @Nullable Listener listener;
  private boolean closed;
  private boolean paused;

  /** What came while reading was paused; null when there was nothing. */
  private @Nullable Deque<EnginePacket> held;

  private int heldBytes;
  private boolean gone;
  private long cutTimer = EngineLane.NO_TIMER;

  /**
   * Takes over a socket; called on the socket's event loop as soon as it is open.
   *
   * @param lane the session's
   */
  WebSocketTransport(EngineLane lane, WebSocketChannel socket) {
    this.lane = lane;
    this.socket = socket;
    socket.listen(this);
  }

  /** It carries the session of a client that has shown who it is. */
  void known() {
    socket.known();
  }

  /** Who hears from it from now on. */
  void listen(Listener next) {
    lane.assertOwner();
    listener = next;
    if (gone) {
      next.onTransportClosed(CloseReason.TRANSPORT_CLOSE);
    }
  }

  @Override
  public List<String> upgrades() {
    return List.of();
  }

  @Override
  public boolean ready() {
    return !closed;
  }

  /** TCP keeps the order and loses nothing in the middle. */
  @Override
  public boolean needsProof() {
    return false;
  }

  @Override
  public void send(List<EnginePacket> packets, int bytes) {
    lane.assertOwner();
    ChannelFuture written = socket.send(packets);
    if (written.isDone()) {
      sent(bytes);
    } else {
      written.addListener(done -> lane.run(() -> sent(bytes)));
    }
  }

  @Override
  public void pauseReading() {
    lane.assertOwner();
    paused = true;
  }

  @Override
  public void resumeReading() {
    lane.assertOwner();
    paused = false;
    Deque<EnginePacket> waiting = held;
    while (!paused && waiting != null && !waiting.isEmpty()) {
      EnginePacket next = waiting.remove();
      heldBytes -= bytes(next);
      deliver(next);
    }
    if (!paused) {
      held = null;
      socket.read(true);
    }
  }

  @Override
  public boolean close(CloseReason reason, List<EnginePacket> last) {
    lane.assertOwner();
    if (closed) {
      return true;
    }
    boolean orderly = reason == CloseReason.FORCED_CLOSE || reason.bidsToReturn();
    if (orderly && !last.isEmpty()) {
      send(last, 0);
    }
    closed = true;
    boolean overdue = reason == CloseReason.CREDENTIAL_ENDED;
    cutTimer = lane.after(overdue ? ENDED_GRACE_MS : CLOSE_GRACE_MS, socket::cut);
    if (reason.bidsToReturn()) {
      // The official Java client does not notice a close frame: it would wait for its ping timeout,
      // where a lost connection has it back at once.
      socket.hangUp();
    } else {
      socket.close(Frames.NORMAL);
    }
    return true;
  }

  private void sent(int bytes) {
    if (listener != null && !closed) {
      listener.onSent(bytes);
    }
  }

  @Override
  public void onGone() {
    gone = true;
    lane.cancel(cutTimer);
    lost(CloseReason.TRANSPORT_CLOSE);
  }

  @Override
  public void onViolation(CloseReason reason) {
    if (!gone && !closed) {
      cutTimer = lane.after(CLOSE_GRACE_MS, socket::cut);
    }
    lost(reason);
  }

  private void lost(CloseReason reason) {
    if (!closed && listener != null) {
      closed = true;
      listener.onTransportClosed(reason);
    }
  }

  /** A pong overtakes: reading may be paused because of what waits for just this pong. */
  @Override
  public void onPacket(EnginePacket packet) {
    if (paused && !closed && packet.type() != PacketType.PONG) {
      hold(packet);
    } else {
      deliver(packet);
    }
  }

  private void hold(EnginePacket packet) {
    if (held == null) {
      held = new ArrayDeque<>();
    }
    held.add(packet);
    heldBytes += bytes(packet);
    if (heldBytes > MAX_HELD_BYTES) {
      socket.read(false);
    }
  }

  private static int bytes(EnginePacket packet) {
    return packet.payload().length() + PACKET_BYTES;
  }

  private void deliver(EnginePacket packet) {
    if (!closed && listener != null) {
      listener.onPacket(packet);
    }
  }
}
