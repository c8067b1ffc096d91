package dev.holdfast.broker.msgpack;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import org.jspecify.annotations.Nullable;

/**
 * The packet that was written last on one lane. An event for a whole room is the same text object
 * for each of its members, so it is turned once. Owned by its lane.
 */
final class LastPacket {
  private @Nullable Bytes text;
  private Bytes message = Bytes.EMPTY;
  private int attachments;

  /** True when this very object was the last: equal text may have other attachments. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(Bytes other) {
    return text == other;
  }

  /** The message of the last packet. */
  Bytes message() {
    return message;
  }

  /** How many attachments follow its text; they are in the message. */
  int attachments() {
    return attachments;
  }

  /** Writes a packet and remembers it by the text it was given as. */
  Bytes write(Bytes asText, SocketPacket packet) {
    text = asText;
    message = MsgpackWriter.write(packet);
    attachments = packet.attachments().size();
    return message;
  }
}
