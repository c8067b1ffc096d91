package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a server sends as frames ({@link Frames} draws them): final, unmasked, one packet per
 * frame, all of them in one buffer. One buffer and one flush for a batch costs a tenth of a write
 * per message.
 *
 * <p>Owner thread: the session's lane; the control frames, any.
 */
final class FrameWriter {
  /** Two bytes, eight of length, and the type digit. */
  private static final int MAX_HEADER_BYTES = 11;

  private final @Nullable MessageDeflate deflate;
  private final int thresholdBytes;

  /**
   * A writer for one WebSocket.
   *
   * @param deflate null where compression was not agreed on
   * @param thresholdBytes the shortest payload that is compressed
   */
  FrameWriter(@Nullable MessageDeflate deflate, int thresholdBytes) {
    this.deflate = deflate;
    this.thresholdBytes = thresholdBytes;
  }

  /** A buffer with a frame for each packet; the caller releases it. */
  ByteBuf encode(ByteBufAllocator allocator, List<EnginePacket> packets) {
    long size = 0;
    for (EnginePacket packet : packets) {
      size += MAX_HEADER_BYTES + packet.payload().length();
    }
    ByteBuf out = allocator.buffer(Math.toIntExact(size));
    for (EnginePacket packet : packets) {
      if (deflate != null && packet.payload().length() >= thresholdBytes) {
        appendCompressed(out, packet, deflate);
      } else {
        append(out, packet);
      }
    }
    return out;
  }

  /** A ping's answer. */
  static ByteBuf pong(ByteBufAllocator allocator, Bytes payload) {
    ByteBuf out = allocator.buffer(2 + payload.length());
    header(out, Frames.FIN | Frames.PONG, payload.length());
    return out.writeBytes(payload.array(), payload.from(), payload.length());
  }

  /** The last frame of a connection; without a status where it is {@link Frames#NO_STATUS}. */
  static ByteBuf close(ByteBufAllocator allocator, int status) {
    ByteBuf out = allocator.buffer(2 + Short.BYTES);
    boolean said = status != Frames.NO_STATUS;
    header(out, Frames.FIN | Frames.CLOSE, said ? Short.BYTES : 0);
    return said ? out.writeShort(status) : out;
  }

  private static void append(ByteBuf out, EnginePacket packet) {
    Bytes payload = packet.payload();
    if (packet.binary()) {
      header(out, Frames.FIN | Frames.BINARY, payload.length());
    } else {
      header(out, Frames.FIN | Frames.TEXT, payload.length() + 1);
      out.writeByte(packet.type().digit());
    }
    out.writeBytes(payload.array(), payload.from(), payload.length());
  }

  private static void appendCompressed(ByteBuf out, EnginePacket packet, MessageDeflate deflate) {
    Bytes payload = packet.payload();
    int digits = packet.binary() ? 0 : 1;
    byte[] plain = new byte[digits + payload.length()];
    if (!packet.binary()) {
      plain[0] = packet.type().digit();
    }
    payload.copyTo(plain, digits);
    byte[] coded = deflate.deflate(plain);
    int opcode = packet.binary() ? Frames.BINARY : Frames.TEXT;
    header(out, Frames.FIN | Frames.RSV1 | opcode, coded.length);
    out.writeBytes(coded);
  }

  private static void header(ByteBuf out, int first, int length) {
    out.writeByte(first);
    if (length < Frames.LENGTH_16_BITS) {
      out.writeByte(length);
    } else if (length <= 0xffff) {
      out.writeByte(Frames.LENGTH_16_BITS).writeShort(length);
    } else {
      out.writeByte(Frames.LENGTH_64_BITS).writeLong(length);
    }
  }
}
