package dev.holdfast.broker.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the argument object of one verb, key by key, with a streaming parser. Used for one object,
 * on one thread.
 */
final class RequestReader implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final String verb;
  private final JsonParser parser;

  /**
   * Before the first key.
   *
   * @param json one JSON value, known to be valid
   * @throws RequestException when it is not an object
   */
  RequestReader(String verb, Bytes json) throws RequestException {
    this.verb = verb;
    try {
      this.parser = JSON.createParser(json.array(), json.from(), json.length());
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("takes an object");
      }
    } catch (IOException e) {
      throw wrong("takes an object");
    }
  }

  /** The next key, or an empty text after the last. */
  String nextKey() throws RequestException {
    try {
      return parser.nextToken() == JsonToken.FIELD_NAME ? parser.currentName() : "";
    } catch (IOException e) {
      throw wrong("takes an object");
    }
  }

  /** The value of {@code key} as text. */
  String text(String key) throws RequestException {
    try {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        return parser.getText();
      }
    } catch (IOException e) {
      throw wrong("key '" + key + "' must be a text");
    }
    throw wrong("key '" + key + "' must be a text");
  }

  /** The value of {@code key} as a number from 0 to {@code max}. */
  long number(String key, long max) throws RequestException {
    String message = "key '" + key + "' must be a whole number from 0 to " + max;
    try {
      if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        long value = parser.getLongValue();
        if (value >= 0 && value <= max) {
          return value;
        }
      }
    } catch (IOException e) {
      throw wrong(message);
    }
    throw wrong(message);
  }

  /** The value of {@code key} as true or false. */
  boolean bool(String key) throws RequestException {
    try {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
        return token == JsonToken.VALUE_TRUE;
      }
    } catch (IOException e) {
      throw wrong("key '" + key + "' must be true or false");
    }
    throw wrong("key '" + key + "' must be true or false");
  }

  /** The value of {@code key} as a list of texts, {@code max} of them at most. */
  List<String> texts(String key, int max) throws RequestException {
    String message = "key '" + key + "' must be a list of at most " + max + " texts";
    List<String> texts = new ArrayList<>(2);
    try {
      boolean list = parser.nextToken() == JsonToken.START_ARRAY;
      while (list && parser.nextToken() == JsonToken.VALUE_STRING && texts.size() < max) {
        texts.add(parser.getText());
      }
      if (list && parser.currentToken() == JsonToken.END_ARRAY) {
        return texts;
      }
    } catch (IOException e) {
      throw wrong(message);
    }
    throw wrong(message);
  }

  /** A refusal of this verb's arguments. */
  RequestException wrong(String message) {
    return new RequestException(ErrorCode.BAD_REQUEST, verb + " " + message);
  }

  /** A refusal of a key that the verb does not know. */
  RequestException unknown(String key, String known) {
    return wrong("does not know the key '" + key + "'; it knows " + known);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new IllegalStateException("a parser over an array has nothing to close", e);
    }
  }
}
