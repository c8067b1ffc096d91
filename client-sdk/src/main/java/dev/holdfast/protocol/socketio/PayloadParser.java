package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a packet's JSON: validates it and notes where the elements of the outer array
 * start. Builds neither a tree nor strings for the arguments. What it keeps is bounded by the
 * message: four bytes per element.
 */
final class PayloadParser {
  static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private static final String OUTSIZED =
      "has a number of more than %d characters, or with an exponent of more than %d digits"
          .formatted(JsonScanner.MAX_NUMBER_LENGTH, JsonScanner.MAX_EXPONENT_DIGITS);

  private final Bytes json;
  private final JsonScanner in;
  private final @Nullable Placeholders placeholders;
  private int[] starts = new int[4];
  private int size;

  private PayloadParser(Bytes json, int attachments) {
    this.json = json;
    this.in = new JsonScanner(json, SocketPacketReader.MAX_DEPTH);
    this.placeholders = attachments > 0 ? Placeholders.of(attachments) : null;
  }

  /**
   * Reads a payload that is not empty and is known to be UTF-8.
   *
   * @param attachments how many attachments the packet has: the range of its placeholders
   */
  static Payload parse(PacketType type, Bytes json, int attachments)
      throws SocketProtocolException {
    byte first = json.at(0);
    if (first != '[' && first != '{' && first != '"') {
      throw new SocketProtocolException(Reason.MALFORMED_JSON);
    }
    requireKind(type, first);
    try {
      return new PayloadParser(json, attachments).read(type);
    } catch (MalformedJsonException malformed) {
      throw new SocketProtocolException(Reason.MALFORMED_JSON);
    }
  }

  /** A valid element as text; null when it is neither a string nor a number. */
  static @Nullable String scalarText(Bytes element) {
    try {
      return scalar(new JsonScanner(element, SocketPacketReader.MAX_DEPTH));
    } catch (MalformedJsonException impossible) {
      throw new IllegalStateException("was validated before", impossible);
    }
  }

  private static @Nullable String scalar(JsonScanner in) throws MalformedJsonException {
    int first = in.peek();
    if (first == '"') {
      return in.string();
    }
    return first == '-' || Character.isDigit(first) ? in.number() : null;
  }

  private static void requireKind(PacketType type, byte first) throws SocketProtocolException {
    boolean fits =
        switch (type) {
          case CONNECT -> first == '{';
          case CONNECT_ERROR -> first == '{' || first == '"';
          case EVENT, BINARY_EVENT, ACK, BINARY_ACK -> first == '[';
          case DISCONNECT -> false;
        };
    if (!fits) {
      throw new SocketProtocolException(Reason.WRONG_PAYLOAD);
    }
  }

  private Payload read(PacketType type) throws MalformedJsonException, SocketProtocolException {
    String name = null;
    if (in.peek() == '[') {
      name = readArray(type.isEvent());
    } else {
      in.skip();
    }
    in.expectEnd();
    return new Payload(json, starts, size, name, excess());
  }

  private @Nullable String excess() {
    if (in.deepest() > SocketPacketReader.MAX_TAKEN_DEPTH) {
      return "is nested more than " + SocketPacketReader.MAX_TAKEN_DEPTH + " levels deep";
    }
    return in.hasOutsizedNumber() ? OUTSIZED : null;
  }

  /** Reads to the closing bracket; the name of the event, or null when the array is no event's. */
  private @Nullable String readArray(boolean event)
      throws MalformedJsonException, SocketProtocolException {
    in.open('[');
    String name = null;
    if (event) {
      noteStart();
      name = eventName();
      size++;
    }
    if (event ? in.take(',') : in.peek() != ']') {
      do {
        noteStart();
        skipElement();
        size++;
      } while (in.take(','));
    }
    noteStart(); // of the closing bracket
    in.close(']');
    return name;
  }

  private void skipElement() throws MalformedJsonException, SocketProtocolException {
    if (placeholders == null) {
      in.skip();
    } else {
      placeholders.skip(in);
    }
  }

  private String eventName() throws MalformedJsonException, SocketProtocolException {
    String name = scalar(in);
    if (name == null) {
      if (in.peek() != ']') {
        in.skip(); // what is no JSON at all is refused as that
      }
      throw new SocketProtocolException(Reason.WRONG_PAYLOAD);
    }
    if (RESERVED.contains(name)) {
      throw new SocketProtocolException(Reason.RESERVED_EVENT_NAME);
    }
    return name;
  }

  private void noteStart() {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
    }
    in.peek();
    starts[size] = in.at();
  }
}
