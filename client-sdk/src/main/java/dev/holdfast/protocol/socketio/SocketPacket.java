package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import java.util.List;

/**
 * One whole Socket.IO packet.
 *
 * @param type what it is
 * @param namespace {@code /} where the wire names none; otherwise as on the wire, with its slash
 * @param ackId {@link #NO_ACK_ID} when there is none
 * @param payload the JSON, validated; {@link Payload#NONE} when there is none
 * @param attachments the binary messages that followed, in order
 */
public record SocketPacket(
    PacketType type, String namespace, long ackId, Payload payload, List<Bytes> attachments) {
  /** Stands for: the packet carries no ack id. */
  public static final long NO_ACK_ID = -1;

  /** The namespace that the wire does not spell out. */
  public static final String DEFAULT_NAMESPACE = "/";

  /** Copies the list of attachments, not their bytes. */
  public SocketPacket {
    attachments = List.copyOf(attachments);
  }

  /** True when the sender waits for an answer, or when this is one. */
  public boolean hasAckId() {
    return ackId != NO_ACK_ID;
  }

  /** The JSON text exactly as it stood on the wire; empty if there was none. */
  public Bytes data() {
    return payload.json();
  }
}
