package dev.holdfast.protocol.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Renumbers the objects <code>{"_placeholder":true,"num":i}</code> of a JSON text, so that it can
 * stand in a packet beside others that have attachments. All else stays byte for byte.
 */
public final class PlaceholderNumbers {
  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] json;
  private final Deque<Level> levels = new ArrayDeque<>();

  /** Where numbers stand that are to be changed; by the index of their first byte. */
  private final Map<Integer, Place> found = new TreeMap<>();

  private record Place(int at, int length, int value) {}

  /** An object or array that is not closed yet. */
  private static final class Level {
    private boolean placeholder;
    private @Nullable Place number;
  }

  private PlaceholderNumbers(byte[] json) {
    this.json = json;
  }

  /**
   * Adds to the number of each placeholder.
   *
   * @param json one value, known to be valid, with placeholders that are
   * @param by how many attachments come before its own
   */
  public static Bytes raised(Bytes json, int by) {
    if (by == 0) {
      return json;
    }
    PlaceholderNumbers numbers = new PlaceholderNumbers(json.toArray());
    try {
      numbers.find();
    } catch (IOException e) {
      throw new IllegalArgumentException("not a valid JSON text", e);
    }
    return numbers.written(by);
  }

  private void find() throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          levels.push(new Level());
        } else if (token.isStructEnd()) {
          close(levels.pop());
        } else if (token.isScalarValue() && parser.currentName() != null) {
          note(parser, levels.element());
        }
      }
    }
  }

  private static void note(JsonParser parser, Level object) throws IOException {
    if (parser.currentName().equals("_placeholder")) {
      object.placeholder = parser.currentToken() == JsonToken.VALUE_TRUE;
    } else if (parser.currentName().equals("num")) {
      boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      int at = (int) parser.currentTokenLocation().getByteOffset();
      object.number = whole ? new Place(at, parser.getTextLength(), parser.getValueAsInt(0)) : null;
    }
  }

  private void close(Level level) {
    if (level.placeholder && level.number != null) {
      found.put(level.number.at(), level.number);
    }
  }

  private Bytes written(int by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 2 * found.size());
    int copied = 0;
    for (Place number : found.values()) {
      out.write(json, copied, number.at() - copied);
      String raised = Integer.toString(number.value() + by);
      out.writeBytes(raised.getBytes(StandardCharsets.US_ASCII));
      copied = number.at() + number.length();
    }
    out.write(json, copied, json.length - copied);
    return Bytes.of(out.toByteArray());
  }
}
