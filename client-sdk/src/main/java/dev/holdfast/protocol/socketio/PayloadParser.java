package dev.holdfast.protocol.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a streaming parser over a packet's JSON: validates it and notes where the elements of
 * the outer array start. Builds neither a tree nor strings for the arguments. What it keeps is
 * bounded by the message: four bytes per element.
 */
final class PayloadParser {
  /** How deep JSON may be nested. */
  static final int MAX_DEPTH = 200;

  static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final Bytes json;
  private final JsonParser parser;
  private final @Nullable Placeholders placeholders;
  private int[] starts = new int[8];
  private int size;

  private PayloadParser(Bytes json, int attachments) throws IOException {
    this.json = json;
    this.parser = JSON.createParser(json.array(), json.from(), json.length());
    this.placeholders = attachments > 0 ? new Placeholders(attachments) : null;
  }

  /**
   * Reads a payload that is not empty and is known to be UTF-8.
   *
   * @param attachments how many attachments the packet has: the range of its placeholders
   */
  static Payload parse(PacketType type, Bytes json, int attachments)
      throws SocketProtocolException {
    // A NUL here would make the parser take the text for UTF-16.
    if (json.length() < 2 || json.at(1) == 0) {
      throw new SocketProtocolException(Reason.MALFORMED_JSON);
    }
    byte first = json.at(0);
    if (first != '[' && first != '{' && first != '"') {
      throw new SocketProtocolException(Reason.MALFORMED_JSON);
    }
    try {
      return new PayloadParser(json, attachments).read(type);
    } catch (IOException malformed) {
      throw new SocketProtocolException(Reason.MALFORMED_JSON);
    }
  }

  /** A valid element as text; null when it is neither a string nor a number. */
  static @Nullable String scalarText(Bytes element) {
    try (JsonParser parser = JSON.createParser(element.array(), element.from(), element.length())) {
      JsonToken token = parser.nextToken();
      return isNameToken(token) ? parser.getText() : null;
    } catch (IOException impossible) {
      throw new UncheckedIOException("was validated before", impossible);
    }
  }

  private Payload read(PacketType type) throws IOException, SocketProtocolException {
    try (parser) {
      JsonToken outer = parser.nextToken();
      requireKind(type, outer);
      String name = outer == JsonToken.START_ARRAY ? readArray(type.isEvent()) : readOther(outer);
      if (parser.nextToken() != null) {
        throw new SocketProtocolException(Reason.MALFORMED_JSON);
      }
      return new Payload(json, starts, size, name);
    }
  }

  private static void requireKind(PacketType type, JsonToken outer) throws SocketProtocolException {
    boolean fits =
        switch (type) {
          case CONNECT -> outer == JsonToken.START_OBJECT;
          case CONNECT_ERROR -> outer == JsonToken.START_OBJECT || outer == JsonToken.VALUE_STRING;
          case EVENT, BINARY_EVENT, ACK, BINARY_ACK -> outer == JsonToken.START_ARRAY;
          case DISCONNECT -> false;
        };
    if (!fits) {
      throw new SocketProtocolException(Reason.WRONG_PAYLOAD);
    }
  }

  private @Nullable String readOther(JsonToken outer) throws IOException, SocketProtocolException {
    if (outer == JsonToken.START_OBJECT) {
      skipNested();
    }
    return null;
  }

  /** Reads to the closing bracket; the name of the event, or null when the array is no event's. */
  private @Nullable String readArray(boolean event) throws IOException, SocketProtocolException {
    String name = null;
    JsonToken token = parser.nextToken();
    if (event) {
      name = eventName(token);
    }
    for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      noteStart();
      size++;
      if (token.isStructStart()) {
        skipNested();
      }
    }
    noteStart(); // of the closing bracket
    return name;
  }

  private String eventName(JsonToken token) throws IOException, SocketProtocolException {
    if (!isNameToken(token)) {
      throw new SocketProtocolException(Reason.WRONG_PAYLOAD);
    }
    String name = parser.getText();
    if (RESERVED.contains(name)) {
      throw new SocketProtocolException(Reason.RESERVED_EVENT_NAME);
    }
    return name;
  }

  private static boolean isNameToken(@Nullable JsonToken token) {
    return token == JsonToken.VALUE_STRING || (token != null && token.isNumeric());
  }

  private void noteStart() {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
    }
    starts[size] = (int) parser.currentTokenLocation().getByteOffset();
  }

  /** From the start of an object or array to its end. */
  private void skipNested() throws IOException, SocketProtocolException {
    if (placeholders == null) {
      parser.skipChildren();
    } else {
      placeholders.skip(parser);
    }
  }
}
