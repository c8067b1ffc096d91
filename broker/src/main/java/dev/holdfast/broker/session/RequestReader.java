package dev.holdfast.broker.session;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the argument object of one verb, key by key. Used for one object, on one thread. After a
 * refusal it is of no more use.
 */
final class RequestReader {
  private static final int MAX_DEPTH = 2;

  private final String verb;
  private final JsonScanner in;
  private boolean begun;

  /**
   * Before the first key.
   *
   * @param json one JSON value, known to be valid
   * @throws RequestException when it is not an object
   */
  RequestReader(String verb, Bytes json) throws RequestException {
    this.verb = verb;
    this.in = new JsonScanner(json, MAX_DEPTH);
    if (!in.take('{')) {
      throw wrong("takes an object");
    }
  }

  /** The next key, or an empty text after the last. */
  String nextKey() throws RequestException {
    boolean more = begun ? in.take(',') : in.peek() != '}';
    begun = true;
    if (!more) {
      return "";
    }
    try {
      String key = in.string();
      in.expect(':');
      if (key.isEmpty()) {
        throw wrong("does not know the key ''");
      }
      return key;
    } catch (MalformedJsonException e) {
      throw wrong("takes an object");
    }
  }

  /** The value of {@code key} as text. */
  String text(String key) throws RequestException {
    try {
      return in.string();
    } catch (MalformedJsonException e) {
      throw wrong("key '" + key + "' must be a text");
    }
  }

  /** The value of {@code key} as a number from 0 to {@code max}. */
  long number(String key, long max) throws RequestException {
    try {
      long value = Long.parseLong(in.number());
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (MalformedJsonException | NumberFormatException e) {
      throw wrongNumber(key, max);
    }
    throw wrongNumber(key, max);
  }

  private RequestException wrongNumber(String key, long max) {
    return wrong("key '" + key + "' must be a whole number from 0 to " + max);
  }

  /** True when the next value is an object. */
  boolean atObject() {
    return in.peek() == '{';
  }

  /** The value of {@code key}, which is {@code {"time":ms}}, in milliseconds since 1970. */
  long time(String key) throws RequestException {
    try {
      in.open('{');
      boolean named = in.string().equals("time");
      in.expect(':');
      long ms = Long.parseLong(in.number());
      in.close('}');
      if (named && ms >= 0) {
        return ms;
      }
    } catch (MalformedJsonException | NumberFormatException e) {
      throw wrongTime(key);
    }
    throw wrongTime(key);
  }

  private RequestException wrongTime(String key) {
    return wrong("key '" + key + "' must be a text or {\"time\":ms since 1970}");
  }

  /** The value of {@code key} as true or false. */
  boolean bool(String key) throws RequestException {
    boolean value = in.peek() == 't';
    try {
      in.literal(value ? "true" : "false");
      return value;
    } catch (MalformedJsonException e) {
      throw wrong("key '" + key + "' must be true or false");
    }
  }

  /** The value of {@code key} as a list of texts, {@code max} of them at most. */
  List<String> texts(String key, int max) throws RequestException {
    List<String> texts = new ArrayList<>(1);
    try {
      in.open('[');
      if (in.peek() != ']') {
        do {
          texts.add(in.string());
        } while (texts.size() <= max && in.take(','));
      }
      in.close(']');
    } catch (MalformedJsonException e) {
      throw wrongTexts(key, max);
    }
    if (texts.size() > max) {
      throw wrongTexts(key, max);
    }
    return texts;
  }

  private RequestException wrongTexts(String key, int max) {
    return wrong("key '" + key + "' must be a list of at most " + max + " texts");
  }

  /** A refusal of this verb's arguments. */
  RequestException wrong(String message) {
    return new RequestException(ErrorCode.BAD_REQUEST, verb + " " + message);
  }

  /** A refusal of a key that the verb does not know. */
  RequestException unknown(String key, String known) {
    return wrong("does not know the key '" + key + "'; it knows " + known);
  }
}
