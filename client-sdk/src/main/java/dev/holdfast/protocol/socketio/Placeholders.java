package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;

/**
 * Finds the objects <code>{"_placeholder":true,"num":i}</code> that stand for attachments in the
 * JSON of a binary packet, wherever they are nested and however they are written. Used for one text
 * by one thread.
 */
final class Placeholders {
  private static final int NONE = -1;
  private static final int MAX_DIGITS = 9;

  private final Visitor visitor;

  Placeholders(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Checks those of a packet with so many attachments. */
  static Placeholders of(int attachments) {
    return of(attachments, () -> {});
  }

  /** The same, and has each of them counted. */
  static Placeholders of(int attachments, Runnable count) {
    return new Placeholders(
        found -> {
          if (found.number() < 0 || found.number() >= attachments) {
            throw new SocketProtocolException(Reason.BAD_PLACEHOLDER);
          }
          count.run();
        });
  }

  /** Moves over the next value and all that stands in it. */
  void skip(JsonScanner in) throws MalformedJsonException, SocketProtocolException {
    switch (in.peek()) {
      case '{' -> skipObject(in);
      case '[' -> skipArray(in);
      default -> in.skip();
    }
  }

  private void skipArray(JsonScanner in) throws MalformedJsonException, SocketProtocolException {
    in.open('[');
    if (in.peek() != ']') {
      do {
        skip(in);
      } while (in.take(','));
    }
    in.close(']');
  }

  /** Of two equal keys the later one counts, as in every reader. */
  private void skipObject(JsonScanner in) throws MalformedJsonException, SocketProtocolException {
    int markAt = NONE;
    int numberAt = NONE;
    String number = "";
    in.open('{');
    if (in.peek() != '}') {
      do {
        String key = in.string();
        in.expect(':');
        int first = in.peek();
        if (key.equals("_placeholder")) {
          markAt = first == 't' ? in.at() : NONE;
        }
        if (key.equals("num")) {
          numberAt = in.at();
          number = Character.isDigit(first) ? in.number() : "";
        }
        if (!key.equals("num") || number.isEmpty()) {
          skip(in);
        }
      } while (in.take(','));
    }
    in.close('}');
    if (markAt != NONE) {
      visitor.found(new Found(markAt, numberAt, number.length(), small(number)));
    }
  }

  /** A number that is whole and of few digits; else {@link #NONE}. */
  private static int small(String number) {
    boolean whole = !number.isEmpty() && number.chars().allMatch(Character::isDigit);
    return whole && number.length() <= MAX_DIGITS ? Integer.parseInt(number) : NONE;
  }

  /**
   * One of them.
   *
   * @param markAt where its {@code true} begins in the text
   * @param numberAt where its number begins
   * @param number negative when that is none, or none that counts anything
   */
  record Found(int markAt, int numberAt, int numberLength, int number) {}

  /** Is told of each. */
  @FunctionalInterface
  interface Visitor {
    /** The scanner is behind it. */
    void found(Found placeholder) throws SocketProtocolException;
  }
}
