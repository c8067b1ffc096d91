package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.Utf8;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the Socket.IO packets of one connection together from Engine.IO messages. It knows no sides
 * and no state of namespaces: that a server must not accept a {@code 44}, or an event before the
 * namespace was joined, is for the session to say. The rules are those of the reference parser
 * (socket.io-parser 4.2.7).
 *
 * <p>Used by one thread, the connection's. After an exception it must not be used again.
 *
 * <pre>
 *   type | attachments "-" | namespace "," | ack id | JSON
 *   '2'                      "/chat,"        "17"     ["hello",1]
 *   '5'    "1-"                                       ["file",{"_placeholder":true,"num":0}]
 * </pre>
 */
public final class SocketPacketReader {
  /** As many attachments as the reference parser allows by default. */
  public static final int MAX_ATTACHMENTS = 10;

  /**
   * How deep JSON may be nested to be read at all. What a broker sends has its own levels around
   * what it took: there is ample room for them, and as much as Jackson takes.
   */
  public static final int MAX_DEPTH = 1000;

  /** How deep what a client sends may be nested for a broker to take it: {@link Payload#excess}. */
  public static final int MAX_TAKEN_DEPTH = 200;

  private static final int MAX_NAMESPACE_BYTES = 512;

  /** Keeps an id, with its sign and one digit to spare, inside a long. */
  private static final int MAX_ACK_ID_DIGITS = 17;

  // Owner of all: the connection's thread.
  private @Nullable SocketPacket awaiting;
  private int missing;
  private final List<Bytes> attachments = new ArrayList<>();
  private Bytes lastNamespaceBytes = Bytes.EMPTY;
  private String lastNamespace = SocketPacket.DEFAULT_NAMESPACE;

  /**
   * Takes a text message, without the Engine.IO type digit.
   *
   * @param text kept by the packet, not copied
   * @return the packet; null when attachments are still to come, or when it is an event without any
   *     payload ({@code 42}), which means nothing
   * @throws SocketProtocolException when the connection is to be closed
   */
  public @Nullable SocketPacket onText(Bytes text) throws SocketProtocolException {
    if (awaiting != null) {
      throw new SocketProtocolException(Reason.ATTACHMENT_EXPECTED);
    }
    if (!Utf8.isValid(text)) {
      throw new SocketProtocolException(Reason.MALFORMED_UTF8);
    }
    Cursor in = new Cursor(text);
    PacketType type = in.type();
    int count = type.isBinary() ? in.attachmentCount() : 0;
    String namespace = namespace(in.namespace());
    long ackId = in.ackId();
    Payload payload = payload(type, in.rest(), count);
    if (type == PacketType.EVENT && payload.isEmpty()) {
      return null;
    }
    SocketPacket packet = new SocketPacket(type, namespace, ackId, payload, List.of());
    if (count == 0) {
      return packet;
    }
    awaiting = packet;
    missing = count;
    return null;
  }

  /**
   * Takes a binary message: the next attachment.
   *
   * @param data kept by the packet, not copied
   * @return the packet when this was its last attachment, otherwise null
   * @throws SocketProtocolException when no attachment was due; the connection is to be closed
   */
  public @Nullable SocketPacket onBinary(Bytes data) throws SocketProtocolException {
    SocketPacket head = awaiting;
    if (head == null) {
      throw new SocketProtocolException(Reason.ATTACHMENT_UNEXPECTED);
    }
    attachments.add(data);
    if (attachments.size() < missing) {
      return null;
    }
    SocketPacket whole =
        new SocketPacket(head.type(), head.namespace(), head.ackId(), head.payload(), attachments);
    awaiting = null;
    attachments.clear();
    return whole;
  }

  /** True for the event names that are the protocol's own, which no client may send. */
  public static boolean isReserved(String eventName) {
    return PayloadParser.RESERVED.contains(eventName);
  }

  private static Payload payload(PacketType type, Bytes json, int attachments)
      throws SocketProtocolException {
    if (!json.isEmpty()) {
      return PayloadParser.parse(type, json, attachments);
    }
    if (type.isBinary()) {
      throw new SocketProtocolException(Reason.WRONG_PAYLOAD); // attachments of nothing
    }
    return Payload.NONE;
  }

  /** Consecutive packets mostly name the same namespace: one string serves them all. */
  private String namespace(Bytes name) {
    if (name.isEmpty()) {
      return SocketPacket.DEFAULT_NAMESPACE;
    }
    if (!name.equals(lastNamespaceBytes)) {
      lastNamespaceBytes = name.compact();
      lastNamespace = name.toUtf8();
    }
    return lastNamespace;
  }

  /** Walks over a packet's header, field by field in the order of the wire. */
  private static final class Cursor {
    private final Bytes text;
    private int at;

    Cursor(Bytes text) {
      this.text = text;
    }

    PacketType type() throws SocketProtocolException {
      if (text.isEmpty()) {
        throw new SocketProtocolException(Reason.EMPTY);
      }
      PacketType type = PacketType.ofDigit(text.at(at++));
      if (type == null) {
        throw new SocketProtocolException(Reason.UNKNOWN_TYPE);
      }
      return type;
    }

    int attachmentCount() throws SocketProtocolException {
      int count = 0;
      while (onDigit()) {
        count = count * 10 + (text.at(at++) - '0');
        if (count > MAX_ATTACHMENTS) {
          throw new SocketProtocolException(Reason.TOO_MANY_ATTACHMENTS);
        }
      }
      if (count == 0 || at == text.length() || text.at(at++) != '-') {
        throw new SocketProtocolException(Reason.BAD_ATTACHMENT_COUNT);
      }
      return count;
    }

    /** With its slash, without its comma; empty when the packet names none. */
    Bytes namespace() throws SocketProtocolException {
      if (at == text.length() || text.at(at) != '/') {
        return Bytes.EMPTY;
      }
      int start = at;
      while (at < text.length() && text.at(at) != ',') {
        at++;
      }
      Bytes name = text.slice(start, at);
      if (name.length() > MAX_NAMESPACE_BYTES) {
        throw new SocketProtocolException(Reason.NAMESPACE_TOO_LONG);
      }
      at = Math.min(at + 1, text.length()); // the comma may be missing at the end
      return name;
    }

    long ackId() throws SocketProtocolException {
      int start = at;
      long id = 0;
      while (onDigit()) {
        if (at - start == MAX_ACK_ID_DIGITS) {
          throw new SocketProtocolException(Reason.BAD_ACK_ID);
        }
        id = id * 10 + (text.at(at++) - '0');
      }
      return at == start ? SocketPacket.NO_ACK_ID : id;
    }

    Bytes rest() {
      return text.slice(at, text.length());
    }

    private boolean onDigit() {
      return at < text.length() && text.at(at) >= '0' && text.at(at) <= '9';
    }
  }
}
