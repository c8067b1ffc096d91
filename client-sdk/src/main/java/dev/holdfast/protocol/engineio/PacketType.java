package dev.holdfast.protocol.engineio;

import org.jspecify.annotations.Nullable;

/** The seven packet types with their digits on the wire. */
public enum PacketType {
  /** The server's handshake; see {@link OpenPacket}. */
  OPEN('0'),
  /** This session is over. */
  CLOSE('1'),
  /** The server's heartbeat, or a client's probe of a new WebSocket. */
  PING('2'),
  /** Answers {@link #PING}. */
  PONG('3'),
  /** Carries a message of the layer above. */
  MESSAGE('4'),
  /** The client moves to the probed WebSocket. */
  UPGRADE('5'),
  /** Means nothing; ends a pending poll. */
  NOOP('6');

  private final byte digit;

  PacketType(char digit) {
    this.digit = (byte) digit;
  }

  /** The ASCII digit this type has on the wire. */
  public byte digit() {
    return digit;
  }

  /** The type with this digit, or null where there is none. */
  static @Nullable PacketType ofDigit(byte digit) {
    return switch (digit) {
      case '0' -> OPEN;
      case '1' -> CLOSE;
      case '2' -> PING;
      case '3' -> PONG;
      case '4' -> MESSAGE;
      case '5' -> UPGRADE;
      case '6' -> NOOP;
      default -> null;
    };
  }
}
