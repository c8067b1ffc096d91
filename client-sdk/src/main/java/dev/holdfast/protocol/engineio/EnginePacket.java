package dev.holdfast.protocol.engineio;

import dev.holdfast.protocol.Bytes;

/**
 * One Engine.IO packet.
 *
 * @param type what it is for
 * @param payload what follows the type digit: UTF-8 text, or any bytes where {@code binary}
 * @param binary true only for a {@link PacketType#MESSAGE} whose payload is not text
 */
public record EnginePacket(PacketType type, Bytes payload, boolean binary) {
  /** A packet of this type without payload. */
  public static EnginePacket of(PacketType type) {
    return new EnginePacket(type, Bytes.EMPTY, false);
  }

  /** A packet of this type with a text payload. */
  public static EnginePacket text(PacketType type, Bytes utf8) {
    return new EnginePacket(type, utf8, false);
  }

  /** A message with a binary payload. */
  public static EnginePacket binary(Bytes data) {
    return new EnginePacket(PacketType.MESSAGE, data, true);
  }

  /**
   * Checks that only messages are binary.
   *
   * @throws IllegalArgumentException when a packet of another type is marked binary
   */
  public EnginePacket {
    if (binary && type != PacketType.MESSAGE) {
      throw new IllegalArgumentException("a binary packet of type " + type);
    }
  }

  /** True when the payload is exactly this ASCII text. */
  public boolean carries(String ascii) {
    if (binary || payload.length() != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (payload.at(i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
