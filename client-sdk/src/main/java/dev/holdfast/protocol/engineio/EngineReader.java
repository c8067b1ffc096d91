package dev.holdfast.protocol.engineio;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.Utf8;
import dev.holdfast.protocol.engineio.EngineCodecException.Reason;
import java.util.Arrays;
import java.util.Base64;

/** Reads packets. Text payloads are windows on the input, not copies. */
public final class EngineReader {
  private EngineReader() {}

  /**
   * Reads one packet: the payload of a WebSocket text frame, or one part of a polling body.
   *
   * @throws EngineCodecException when it is not a packet
   */
  public static EnginePacket packet(Bytes text) throws EngineCodecException {
    if (text.isEmpty()) {
      throw new EngineCodecException(Reason.EMPTY_PACKET);
    }
    Bytes payload = text.slice(1, text.length());
    if (text.at(0) == EngineProtocol.BASE64_PREFIX) {
      return EnginePacket.binary(base64(payload));
    }
    PacketType type = PacketType.ofDigit(text.at(0));
    if (type == null) {
      throw new EngineCodecException(Reason.UNKNOWN_TYPE);
    }
    if (type == PacketType.MESSAGE && payload.isEmpty()) {
      throw new EngineCodecException(Reason.EMPTY_MESSAGE);
    }
    if (!Utf8.isValid(payload)) {
      throw new EngineCodecException(Reason.INVALID_UTF8);
    }
    return EnginePacket.text(type, payload);
  }

  /** The official Java client breaks its base64 into lines, as MIME does: line ends are skipped. */
  private static Bytes base64(Bytes text) throws EngineCodecException {
    try {
      return Bytes.of(Base64.getDecoder().decode(withoutLineEnds(text)));
    } catch (IllegalArgumentException notBase64) {
      throw new EngineCodecException(Reason.INVALID_BASE64);
    }
  }

  private static byte[] withoutLineEnds(Bytes text) {
    byte[] kept = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < kept.length; i++) {
      byte next = text.at(i);
      if (next != '\n' && next != '\r') {
        kept[length++] = next;
      }
    }
    return Arrays.copyOf(kept, length);
  }
}
