package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import java.util.ArrayList;
import java.util.List;

/**
 * What one session has queued, when it may leave, and what of it has not left the process yet,
 * against the water marks. Owner thread: the session's lane.
 */
final class Outbox {
  /** How many times the high-water mark answers may take, while they wait for a pong. */
  private static final int ROOM_FOR_ANSWERS = 8;

  /** Counted per packet on top of its payload: roughly its frame header. */
  private static final int PACKET_BYTES = 4;

  private final int highWaterBytes;
  private final int lowWaterBytes;
  private final OutboundBudget budget;
  private List<EnginePacket> queued = new ArrayList<>(2);
  private int queuedBytes;
  private boolean messageQueued;
  private boolean pingQueued;
  private long unsentBytes;
  private boolean congested;
  private boolean closed;

  /** Empty; what is added counts in the lane's {@code budget} too. */
  Outbox(EngineSettings settings, OutboundBudget budget) {
    this.budget = budget;
    highWaterBytes = settings.highWaterBytes();
    lowWaterBytes = settings.lowWaterBytes();
  }

  void add(EnginePacket packet) {
    queue(packet);
    unsentBytes += bytes(packet);
    budget.add(bytes(packet));
    if (unsentBytes > highWaterBytes) {
      congested = true;
    } else if (!congested && budget.isExceeded()) {
      congested = true;
      budget.hit();
    }
  }

  private void queue(EnginePacket packet) {
    queued.add(packet);
    queuedBytes = Math.addExact(queuedBytes, bytes(packet));
    messageQueued |= packet.type() == PacketType.MESSAGE;
    pingQueued |= packet.type() == PacketType.PING;
  }

  boolean isEmpty() {
    return queued.isEmpty();
  }

  /** The size of what is queued, as {@link #sent} is to be told of it. */
  int queuedBytes() {
    return queuedBytes;
  }

  /** Gives the transport, which is ready, what it takes of what is queued and may leave now. */
  void leaveBy(Transport transport, Heartbeat heartbeat) {
    if (!isEmpty() && mayLeaveBy(transport, heartbeat)) {
      int before = queuedBytes;
      List<EnginePacket> packets = take(transport.mostPackets());
      transport.send(packets, before - queuedBytes);
    }
  }

  /**
   * False while messages wait for the proof that the ones before have arrived. A ping that comes
   * with them asks for theirs: were they lost, it is lost with them, its pong never comes, and the
   * client gets everything again in order after the ping timeout.
   */
  private boolean mayLeaveBy(Transport transport, Heartbeat heartbeat) {
    if (!transport.needsProof() || !messageQueued) {
      return true;
    }
    if (heartbeat.awaitsPong()) {
      return pingQueued;
    }
    heartbeat.ping(); // flushes what is queued, unless held: then the upgrade's end does
    return false;
  }

  /** Takes what is queued. A fresh list follows, so that an idle session keeps no large one. */
  List<EnginePacket> take() {
    List<EnginePacket> taken = queued;
    queued = new ArrayList<>(2);
    queuedBytes = 0;
    messageQueued = false;
    pingQueued = false;
    return taken;
  }

  /** Takes the first that are queued, so many at most. */
  List<EnginePacket> take(int most) {
    List<EnginePacket> all = take();
    if (all.size() <= most) {
      return all;
    }
    all.subList(most, all.size()).forEach(this::queue);
    return List.copyOf(all.subList(0, most));
  }

  /** This much has left; returns true when that made it writable again. */
  boolean sent(int bytes) {
    if (closed) {
      return false;
    }
    unsentBytes -= bytes;
    budget.remove(bytes);
    boolean drained = congested && unsentBytes <= lowWaterBytes;
    congested &= !drained;
    return drained;
  }

  /** What waits here is nobody's any more. */
  void close() {
    closed = true;
    budget.remove(unsentBytes);
    unsentBytes = 0;
  }

  private static int bytes(EnginePacket packet) {
    return packet.payload().length() + PACKET_BYTES;
  }

  /** Whether answers to further requests may be added although it is not writable. */
  boolean hasRoomForAnswers() {
    return unsentBytes < (long) ROOM_FOR_ANSWERS * highWaterBytes && !budget.isExceeded();
  }

  /** False from above the high-water mark until down to the low one. */
  boolean writable() {
    return !congested;
  }
}
