package dev.holdfast.protocol.socketio;

import org.jspecify.annotations.Nullable;

/** The Socket.IO packet types. */
public enum PacketType {
  /** Joins a namespace, or answers that it was joined. */
  CONNECT('0'),
  /** Leaves a namespace. */
  DISCONNECT('1'),
  /** An event. */
  EVENT('2'),
  /** The answer to an event that carried an ack id. */
  ACK('3'),
  /** A namespace was refused. Only a server sends it. */
  CONNECT_ERROR('4'),
  /** An event followed by binary attachments. */
  BINARY_EVENT('5'),
  /** An answer followed by binary attachments. */
  BINARY_ACK('6');

  private static final PacketType[] BY_DIGIT = values();

  private final byte digit;

  PacketType(char digit) {
    this.digit = (byte) digit;
  }

  /** The type with this ASCII digit, or null when there is none. */
  static @Nullable PacketType ofDigit(byte digit) {
    // They are declared in the order of their digits, which PacketTypeTest checks.
    int index = digit - '0';
    return index >= 0 && index < BY_DIGIT.length ? BY_DIGIT[index] : null;
  }

  /** The ASCII digit on the wire. */
  byte digit() {
    return digit;
  }

  /** True for the two types that are followed by attachments. */
  public boolean isBinary() {
    return this == BINARY_EVENT || this == BINARY_ACK;
  }

  /** True for an event, with attachments or without. */
  public boolean isEvent() {
    return this == EVENT || this == BINARY_EVENT;
  }

  /** True for the answer to an event, with attachments or without. */
  public boolean isAck() {
    return this == ACK || this == BINARY_ACK;
  }
}
