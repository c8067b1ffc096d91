package dev.holdfast.broker.transport;

/**
 * The frame of RFC 6455, section 5.2, as both directions share it.
 *
 * <pre>
 *  bit   0     1      2      3      4..7       8      9..15
 *      +-----+------+------+------+----------+------+------------------+
 *      | FIN | RSV1 | RSV2 | RSV3 | opcode   | MASK | payload length   |   2 bytes
 *      +-----+------+------+------+----------+------+------------------+
 *      | payload length, when the 7 bits say 126 or 127                |   2 or 8 bytes
 *      +---------------------------------------------------------------+
 *      | masking key: frames of clients only, and all of them          |   4 bytes
 *      +---------------------------------------------------------------+
 *      | payload, each byte XOR the key's byte of that place modulo 4  |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * FIN ends a message. RSV1 on a message's first frame says that it is compressed (RFC 7692). A text
 * message is one Engine.IO packet with its type digit; a binary message is the payload alone.
 */
final class Frames {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int RSV = 0x70;
  static final int OPCODE = 0x0f;
  static final int MASK = 0x80;
  static final int LENGTH = 0x7f;

  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;

  /** Set in the opcodes of close, ping and pong, which may stand within a message. */
  static final int CONTROL = 0x8;

  static final int LENGTH_16_BITS = 126;
  static final int LENGTH_64_BITS = 127;
  static final int MAX_CONTROL_BYTES = 125;
  static final int MASK_BYTES = 4;

  /** A close frame that gives no reason; never on the wire. */
  static final int NO_STATUS = 1005;

  static final int NORMAL = 1000;
  static final int PROTOCOL_ERROR = 1002;
  static final int INVALID_PAYLOAD = 1007;
  static final int TOO_BIG = 1009;

  private static final int FIRST_RESERVED_FOR_LIBRARIES = 3000;
  private static final int LAST_STATUS = 4999;

  private Frames() {}

  /** Whether this may stand in a close frame (RFC 6455, section 7.4, and what IANA added). */
  static boolean isStatus(int status) {
    boolean registered =
        (status >= NORMAL && status <= 1003) || (status >= INVALID_PAYLOAD && status <= 1014);
    return registered || (status >= FIRST_RESERVED_FOR_LIBRARIES && status <= LAST_STATUS);
  }
}
