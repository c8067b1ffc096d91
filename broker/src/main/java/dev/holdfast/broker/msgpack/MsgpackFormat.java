package dev.holdfast.broker.msgpack;

import dev.holdfast.protocol.socketio.SocketPacketReader;

/**
 * Constants of {@code socket.io-msgpack-parser} 3: every packet is one binary message, a
 * MessagePack map.
 *
 * <pre>
 *  "type"     0 CONNECT, 1 DISCONNECT, 2 EVENT, 3 ACK, 4 CONNECT_ERROR
 *  "nsp"      the namespace, with its slash
 *  "data"     the payload; binary stands in it where it belongs
 *  "id"       the ack id, if there is one
 *  "options"  ignored
 * </pre>
 *
 * JavaScript values that MessagePack has no type for are extensions of type 0, told apart by their
 * length form (notepack.io 2.2):
 *
 * <pre>
 *  fixext 1         undefined; null in JSON
 *  fixext 8         a Date, signed milliseconds since 1970; in JSON as JavaScript writes it
 *  ext 8, 16, 32    an ArrayBuffer: binary
 * </pre>
 */
final class MsgpackFormat {
  static final String TYPE = "type";
  static final String NAMESPACE = "nsp";
  static final String DATA = "data";
  static final String ID = "id";

  static final int EVENT = 2;
  static final int ACK = 3;
  static final int CONNECT_ERROR = 4;

  static final int JAVASCRIPT_EXTENSION = 0;

  /** As deep as JSON may be nested to be read; what is taken of it is for the sessions to say. */
  static final int MAX_DEPTH = SocketPacketReader.MAX_DEPTH;

  private MsgpackFormat() {}
}
