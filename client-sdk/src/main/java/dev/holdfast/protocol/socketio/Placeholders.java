package dev.holdfast.protocol.socketio;

import dev.holdfast.protocol.JsonScanner;
import dev.holdfast.protocol.JsonScanner.MalformedJsonException;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;

/**
 * Checks the objects <code>{"_placeholder":true,"num":i}</code> that stand for attachments in the
 * JSON of a binary packet, wherever they are nested. Used for one packet by one thread.
 */
final class Placeholders {
  private static final int NO_NUMBER = -1;
  private static final int MAX_DIGITS = 9;

  private final int attachments;
  private int found;

  Placeholders(int attachments) {
    this.attachments = attachments;
  }

  /** How many were in what has been moved over. */
  int found() {
    return found;
  }

  /** Moves over the next value and checks all that stand in it. */
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

  private void skipObject(JsonScanner in) throws MalformedJsonException, SocketProtocolException {
    boolean marked = false;
    int number = NO_NUMBER;
    in.open('{');
    if (in.peek() != '}') {
      do {
        String key = in.string();
        in.expect(':');
        if (key.equals("_placeholder")) {
          marked = in.peek() == 't';
        }
        if (key.equals("num") && Character.isDigit(in.peek())) {
          number = small(in.number());
        } else {
          skip(in);
        }
      } while (in.take(','));
    }
    in.close('}');
    if (!marked) {
      return;
    }
    found++;
    if (number < 0 || number >= attachments) {
      throw new SocketProtocolException(Reason.BAD_PLACEHOLDER);
    }
  }

  /** A number that is whole and of few digits; else {@link #NO_NUMBER}. */
  private static int small(String number) {
    boolean whole = number.chars().allMatch(Character::isDigit);
    return whole && number.length() <= MAX_DIGITS ? Integer.parseInt(number) : NO_NUMBER;
  }
}
