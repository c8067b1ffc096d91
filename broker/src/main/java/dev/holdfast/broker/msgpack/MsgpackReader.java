package dev.holdfast.broker.msgpack;

import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * Reads one packet and puts it as the JSON parser's clients send it. What it lets through is still
 * to be validated by the reader of that text; it only makes sure that the text says what the packet
 * said. Used for one message, by one thread.
 */
final class MsgpackReader {
  /** What follows the type of a packet with attachments in text, up from those without. */
  private static final int BINARY_TYPES = 3;

  private final MessageUnpacker in;
  private final Values values;
  private int type = -1;
  private @Nullable String namespace;
  private @Nullable Long id;
  private @Nullable Bytes data;

  private MsgpackReader(Bytes message, int maxTextBytes) {
    in = MessagePack.newDefaultUnpacker(message.array(), message.from(), message.length());
    values = new Values(in, message.length(), maxTextBytes);
  }

  /**
   * A packet as text and what follows it.
   *
   * @param text a Socket.IO packet with JSON; what is in the JSON is not checked
   * @param attachments the binary in it, in the order of its placeholders
   */
  record Transcoded(Bytes text, List<Bytes> attachments) {}

  /**
   * Reads a message.
   *
   * @param maxTextBytes longest JSON that it may become
   * @throws MalformedMessageException when it is no packet
   */
  static Transcoded read(Bytes message, int maxTextBytes) throws MalformedMessageException {
    MsgpackReader reader = new MsgpackReader(message, maxTextBytes);
    try {
      return reader.packet();
    } catch (MessagePackException | IOException e) {
      throw new MalformedMessageException("not MessagePack");
    }
  }

  private Transcoded packet() throws IOException, MalformedMessageException {
    for (int left = in.unpackMapHeader(); left > 0; left--) {
      field(in.unpackString());
    }
    if (in.hasNext()) {
      throw new MalformedMessageException("something follows the packet");
    }
    String name = namespace;
    if (type < 0 || name == null) {
      throw new MalformedMessageException("no type or no namespace");
    }
    return new Transcoded(text(name), values.attachments());
  }

  private void field(String key) throws IOException, MalformedMessageException {
    switch (key) {
      case MsgpackFormat.TYPE -> type = type(in.unpackInt());
      case MsgpackFormat.NAMESPACE -> namespace = namespace(in.unpackString());
      case MsgpackFormat.ID -> id = isUndefined() ? null : id(in.unpackLong());
      case MsgpackFormat.DATA -> data = isUndefined() ? null : data();
      default -> in.skipValue();
    }
  }

  private static int type(int type) throws MalformedMessageException {
    if (type < 0 || type > MsgpackFormat.CONNECT_ERROR) {
      throw new MalformedMessageException("unknown type");
    }
    return type;
  }

  /** A name that the text could not carry would be read as something else. */
  private static String namespace(String name) throws MalformedMessageException {
    if (!name.startsWith("/") || name.indexOf(',') >= 0) {
      throw new MalformedMessageException("not a namespace");
    }
    return name;
  }

  private static long id(long id) throws MalformedMessageException {
    if (id < 0) {
      throw new MalformedMessageException("a negative ack id");
    }
    return id;
  }

  private Bytes data() throws IOException, MalformedMessageException {
    if (data != null) {
      throw new MalformedMessageException("two payloads");
    }
    return values.toJson();
  }

  /**
   * Takes it, if what comes next is JavaScript's {@code undefined}: then the key counts as absent.
   */
  private boolean isUndefined() throws IOException, MalformedMessageException {
    if (in.getNextFormat() != MessageFormat.FIXEXT1) {
      return false;
    }
    if (in.unpackExtensionTypeHeader().getType() != MsgpackFormat.JAVASCRIPT_EXTENSION) {
      throw new MalformedMessageException("unknown extension");
    }
    in.readPayload(1);
    return true;
  }

  private Bytes text(String name) {
    int attachments = values.attachments().size();
    boolean binary = attachments > 0 && (type == MsgpackFormat.EVENT || type == MsgpackFormat.ACK);
    StringBuilder head = new StringBuilder().append(binary ? type + BINARY_TYPES : type);
    if (binary) {
      head.append(attachments).append('-');
    }
    head.append(name).append(',');
    if (id != null) {
      head.append(id);
    }
    Bytes start = Bytes.utf8(head.toString());
    Bytes json = data == null ? Bytes.EMPTY : data;
    byte[] text = new byte[start.length() + json.length()];
    json.copyTo(text, start.copyTo(text, 0));
    return Bytes.of(text);
  }
}
