package dev.holdfast.protocol.socketio;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;
import java.io.IOException;

/**
 * Checks the objects <code>{"_placeholder":true,"num":i}</code> that stand for attachments in the
 * JSON of a binary packet, wherever they are nested. Used for one packet by one thread.
 */
final class Placeholders {
  private static final int NO_NUMBER = -1;

  private final int attachments;

  // By depth of the object; the parser refuses what is deeper.
  private final boolean[] marked = new boolean[PayloadParser.MAX_DEPTH + 1];
  private final int[] number = new int[PayloadParser.MAX_DEPTH + 1];

  Placeholders(int attachments) {
    this.attachments = attachments;
  }

  /** Moves from the start of an object or array to its end and checks all inside. */
  void skip(JsonParser parser) throws IOException, SocketProtocolException {
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      if (token.isStructStart()) {
        depth++;
        marked[depth] = false;
        number[depth] = NO_NUMBER;
      } else if (token.isStructEnd()) {
        checkObject(depth);
        depth--;
        if (depth == 0) {
          return;
        }
      } else if (token == JsonToken.FIELD_NAME) {
        token = readField(parser, depth);
        continue;
      }
      token = parser.nextToken();
    }
  }

  private void checkObject(int depth) throws SocketProtocolException {
    if (marked[depth] && (number[depth] < 0 || number[depth] >= attachments)) {
      throw new SocketProtocolException(Reason.BAD_PLACEHOLDER);
    }
  }

  /** Notes what the two fields of a placeholder say; returns the field's value, not yet handled. */
  private JsonToken readField(JsonParser parser, int depth) throws IOException {
    String name = parser.currentName();
    JsonToken value = parser.nextToken();
    if ("_placeholder".equals(name)) {
      marked[depth] = value == JsonToken.VALUE_TRUE;
    } else if ("num".equals(name)) {
      boolean small =
          value == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() == JsonParser.NumberType.INT;
      number[depth] = small ? parser.getIntValue() : NO_NUMBER;
    }
    return value;
  }
}
