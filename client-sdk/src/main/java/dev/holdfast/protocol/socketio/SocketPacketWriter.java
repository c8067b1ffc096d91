package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Builds Socket.IO packets as they go into an Engine.IO message, each in one exactly sized array.
 * The JSON given is trusted: it comes from {@link Payload} or from a JSON writer. Attachments are
 * sent after the text by whoever sends it.
 *
 * <p>Where a {@code body} is asked for, it is what stands between the brackets of the JSON array,
 * as {@link Payload#body()} gives it.
 */
public final class SocketPacketWriter {
  private SocketPacketWriter() {}

  /** A CONNECT, from either side; {@code json} is an object or empty. */
  public static Bytes connect(String namespace, Bytes json) {
    return plain(PacketType.CONNECT, namespace, json);
  }

  /** A refusal of the namespace; {@code json} is an object with a {@code message}. */
  public static Bytes connectError(String namespace, Bytes json) {
    return plain(PacketType.CONNECT_ERROR, namespace, json);
  }

  /** Leaves the namespace, or makes the other side leave it. */
  public static Bytes disconnect(String namespace) {
    return plain(PacketType.DISCONNECT, namespace, Bytes.EMPTY);
  }

  /** An event; {@code ackId} may be {@link SocketPacket#NO_ACK_ID}. */
  public static Bytes event(String namespace, long ackId, Bytes body) {
    return array(new Head(PacketType.EVENT, namespace, 0, ackId), body, Bytes.EMPTY);
  }

  /** An event with one more element after the body. */
  public static Bytes event(String namespace, long ackId, Bytes body, Bytes trailing) {
    return array(new Head(PacketType.EVENT, namespace, 0, ackId), body, trailing);
  }

  /**
   * An event that {@code attachments} binary messages follow: none makes it a plain event.
   *
   * @param trailing one more element after the body, or empty
   */
  public static Bytes binaryEvent(
      String namespace, int attachments, long ackId, Bytes body, Bytes trailing) {
    PacketType type = attachments == 0 ? PacketType.EVENT : PacketType.BINARY_EVENT;
    return array(new Head(type, namespace, attachments, ackId), body, trailing);
  }

  /** The answer to an event; the body may be empty. */
  public static Bytes ack(String namespace, long ackId, Bytes body) {
    return array(new Head(PacketType.ACK, namespace, 0, ackId), body, Bytes.EMPTY);
  }

  /** An answer that {@code attachments} binary messages follow: none makes it a plain one. */
  public static Bytes binaryAck(String namespace, int attachments, long ackId, Bytes body) {
    PacketType type = attachments == 0 ? PacketType.ACK : PacketType.BINARY_ACK;
    return array(new Head(type, namespace, attachments, ackId), body, Bytes.EMPTY);
  }

  private static Bytes plain(PacketType type, String namespace, Bytes json) {
    Head head = new Head(type, namespace, 0, SocketPacket.NO_ACK_ID);
    byte[] out = new byte[head.length() + json.length()];
    json.copyTo(out, head.write(out));
    return Bytes.of(out);
  }

  private static Bytes array(Head head, Bytes body, Bytes trailing) {
    int comma = body.isEmpty() || trailing.isEmpty() ? 0 : 1;
    byte[] out = new byte[head.length() + body.length() + comma + trailing.length() + 2];
    int at = head.write(out);
    out[at++] = '[';
    at = body.copyTo(out, at);
    if (comma == 1) {
      out[at++] = ',';
    }
    at = trailing.copyTo(out, at);
    out[at] = ']';
    return Bytes.of(out);
  }

  /** What stands before the JSON. */
  private static final class Head {
    private static final byte[] NO_NAMESPACE = new byte[0];

    private final PacketType type;
    private final byte[] namespace;
    private final int attachments;
    private final long ackId;

    Head(PacketType type, String namespace, int attachments, long ackId) {
      this.type = type;
      this.namespace =
          namespace.equals(SocketPacket.DEFAULT_NAMESPACE)
              ? NO_NAMESPACE
              : namespace.getBytes(StandardCharsets.UTF_8);
      this.attachments = attachments;
      this.ackId = ackId;
    }

    int length() {
      return 1
          + (attachments == 0 ? 0 : Decimal.length(attachments) + 1)
          + (namespace.length == 0 ? 0 : namespace.length + 1)
          + (ackId == SocketPacket.NO_ACK_ID ? 0 : Decimal.length(ackId));
    }

    /** Writes from index 0 on; returns the index after it. */
    int write(byte[] out) {
      out[0] = type.digit();
      int at = 1;
      if (attachments > 0) {
        at = Decimal.write(attachments, out, at);
        out[at++] = '-';
      }
      if (namespace.length > 0) {
        System.arraycopy(namespace, 0, out, at, namespace.length);
        at += namespace.length;
        out[at++] = ',';
      }
      return ackId == SocketPacket.NO_ACK_ID ? at : Decimal.write(ackId, out, at);
    }
  }
}
