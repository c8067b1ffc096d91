package dev.holdfast.broker.msgpack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonFactories;
import dev.holdfast.protocol.socketio.PacketType;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Writes packets that the broker made as the MessagePack parser reads them. No state. */
final class MsgpackWriter {
  private static final JsonMapper JSON = new JsonMapper(JsonFactories.forPackets());
  private static final int UINT64_BITS = 64;

  private MsgpackWriter() {}

  /** One whole packet, attachments included, as one binary message. */
  static Bytes write(SocketPacket packet) {
    try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
      boolean hasData = !packet.payload().isEmpty();
      out.packMapHeader(2 + (hasData ? 1 : 0) + (packet.hasAckId() ? 1 : 0));
      out.packString(MsgpackFormat.TYPE).packInt(type(packet.type()));
      if (hasData) {
        out.packString(MsgpackFormat.DATA);
        pack(out, tree(packet.data()), packet.attachments());
      }
      if (packet.hasAckId()) {
        out.packString(MsgpackFormat.ID).packLong(packet.ackId());
      }
      out.packString(MsgpackFormat.NAMESPACE).packString(packet.namespace());
      return Bytes.of(out.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException("the broker's own packet", impossible);
    }
  }

  /** Packets with attachments are no types of their own here. */
  private static int type(PacketType type) {
    return switch (type) {
      case CONNECT -> 0;
      case DISCONNECT -> 1;
      case EVENT, BINARY_EVENT -> MsgpackFormat.EVENT;
      case ACK, BINARY_ACK -> MsgpackFormat.ACK;
      case CONNECT_ERROR -> MsgpackFormat.CONNECT_ERROR;
    };
  }

  private static JsonNode tree(Bytes json) throws IOException {
    return JSON.readTree(json.array(), json.from(), json.length());
  }

  private static void pack(MessageBufferPacker out, JsonNode value, List<Bytes> attachments)
      throws IOException {
    switch (value.getNodeType()) {
      case OBJECT -> object(out, value, attachments);
      case ARRAY -> {
        out.packArrayHeader(value.size());
        for (JsonNode element : value) {
          pack(out, element, attachments);
        }
      }
      case STRING -> out.packString(value.textValue());
      case BOOLEAN -> out.packBoolean(value.booleanValue());
      case NUMBER -> number(out, value);
      default -> out.packNil();
    }
  }

  private static void object(MessageBufferPacker out, JsonNode object, List<Bytes> attachments)
      throws IOException {
    if (!attachments.isEmpty() && object.path("_placeholder").booleanValue()) {
      // In range: the reader of the packet has checked it.
      Bytes binary = attachments.get(object.path("num").intValue());
      out.packBinaryHeader(binary.length());
      out.addPayload(binary.toArray());
      return;
    }
    out.packMapHeader(object.size());
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      out.packString(field.getKey());
      pack(out, field.getValue(), attachments);
    }
  }

  /** Whole numbers as such as far as the format goes; the others as JavaScript has them anyway. */
  private static void number(MessageBufferPacker out, JsonNode number) throws IOException {
    if (number.isIntegralNumber() && number.canConvertToLong()) {
      out.packLong(number.longValue());
      return;
    }
    if (number.isBigInteger()) {
      BigInteger large = number.bigIntegerValue();
      if (large.signum() > 0 && large.bitLength() <= UINT64_BITS) {
        out.packBigInteger(large);
        return;
      }
    }
    out.packDouble(number.doubleValue());
  }
}
