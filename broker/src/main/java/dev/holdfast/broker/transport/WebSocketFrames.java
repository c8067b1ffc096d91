package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/**
 * Writes packets as the frames a server sends (RFC 6455, section 5.2): final, unmasked, one packet
 * per frame, all of them in one buffer. One buffer and one flush for a batch costs a tenth of a
 * write per message.
 *
 * <pre>
 *  0x81 text | 0x82 binary     1 byte
 *  payload length              1 byte below 126, else 126 and 2 bytes, else 127 and 8 bytes
 *  type digit                  1 byte, text only
 *  payload
 * </pre>
 */
final class WebSocketFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int LENGTH_16_BITS = 126;
  private static final int LENGTH_64_BITS = 127;
  private static final int MAX_HEADER_BYTES = 11;

  private WebSocketFrames() {}

  /** A buffer with a frame for each packet; the caller releases it. */
  static ByteBuf encode(ByteBufAllocator allocator, List<EnginePacket> packets) {
    long size = 0;
    for (EnginePacket packet : packets) {
      size += MAX_HEADER_BYTES + packet.payload().length();
    }
    ByteBuf out = allocator.buffer(Math.toIntExact(size));
    for (EnginePacket packet : packets) {
      append(out, packet);
    }
    return out;
  }

  /** One packet as a frame that the pipeline still compresses. */
  static WebSocketFrame frame(ByteBufAllocator allocator, EnginePacket packet) {
    Bytes payload = packet.payload();
    ByteBuf content = allocator.buffer(payload.length() + 1);
    if (!packet.binary()) {
      content.writeByte(packet.type().digit());
    }
    content.writeBytes(payload.array(), payload.from(), payload.length());
    return packet.binary() ? new BinaryWebSocketFrame(content) : new TextWebSocketFrame(content);
  }

  private static void append(ByteBuf out, EnginePacket packet) {
    Bytes payload = packet.payload();
    if (packet.binary()) {
      header(out, FINAL_BINARY, payload.length());
    } else {
      header(out, FINAL_TEXT, payload.length() + 1);
      out.writeByte(packet.type().digit());
    }
    out.writeBytes(payload.array(), payload.from(), payload.length());
  }

  private static void header(ByteBuf out, int first, int length) {
    out.writeByte(first);
    if (length < LENGTH_16_BITS) {
      out.writeByte(length);
    } else if (length <= 0xffff) {
      out.writeByte(LENGTH_16_BITS).writeShort(length);
    } else {
      out.writeByte(LENGTH_64_BITS).writeLong(length);
    }
  }
}
