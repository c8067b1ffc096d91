package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import java.util.ArrayList;
import java.util.List;

/**
 * What one session has queued and what of it has not left the process yet, against the water marks.
 * Owner thread: the session's lane.
 */
final class Outbox {
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

  boolean hasMessage() {
    return messageQueued;
  }

  boolean hasPing() {
    return pingQueued;
  }

  /** The size of what is queued, as {@link #sent} is to be told of it. */
  int queuedBytes() {
    return queuedBytes;
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

  /** False from above the high-water mark until down to the low one. */
  boolean writable() {
    return !congested;
  }
}
