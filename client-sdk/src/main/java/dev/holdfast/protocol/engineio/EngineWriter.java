package dev.holdfast.protocol.engineio;

import dev.holdfast.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;

/** Writes packets in their text form. */
public final class EngineWriter {
  private EngineWriter() {}

  /**
   * One packet: the payload of a WebSocket text frame, or one part of a polling body. (A binary
   * message on a WebSocket is its payload in a binary frame and needs no writer.)
   */
  public static Bytes packet(EnginePacket packet) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(packet.payload().length() + 1);
    append(out, packet);
    return Bytes.of(out.toByteArray());
  }

  /** A polling body with these packets. */
  public static Bytes body(List<EnginePacket> packets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(sizeBytes(packets));
    for (int i = 0; i < packets.size(); i++) {
      if (i > 0) {
        out.write(EngineProtocol.SEPARATOR);
      }
      append(out, packets.get(i));
    }
    return Bytes.of(out.toByteArray());
  }

  private static void append(ByteArrayOutputStream out, EnginePacket packet) {
    Bytes payload = packet.payload();
    if (packet.binary()) {
      out.write(EngineProtocol.BASE64_PREFIX);
      out.writeBytes(Base64.getEncoder().encode(payload.toArray()));
    } else {
      out.write(packet.type().digit());
      out.write(payload.array(), payload.from(), payload.length());
    }
  }

  /** Exact but for binary packets, whose base64 is at most this long. */
  private static int sizeBytes(List<EnginePacket> packets) {
    long size = 0;
    for (EnginePacket packet : packets) {
      long length = packet.payload().length();
      size += 2 + (packet.binary() ? (length + 2) / 3 * 4 : length);
    }
    return Math.toIntExact(size);
  }
}
