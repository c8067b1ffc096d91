package dev.holdfast.proof.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Socket.IO packets of the default namespace, as far as the load speaks them. */
final class Wire {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Wire() {}

  /**
   * A packet that came.
   *
   * @param type Socket.IO's: 0 CONNECT, 1 DISCONNECT, 2 EVENT, 3 ACK, 4 CONNECT_ERROR
   * @param ackId -1 where there is none
   */
  record Packet(int type, long ackId, JsonNode data) {}

  /** Reads an Engine.IO message of type 4. */
  static Packet packet(String message) {
    int at = 2;
    while (at < message.length() && Character.isDigit(message.charAt(at))) {
      at++;
    }
    long ackId = at == 2 ? -1 : Long.parseLong(message.substring(2, at));
    return new Packet(message.charAt(1) - '0', ackId, json(message.substring(at)));
  }

  /** An event with an ack id. */
  static String event(long ackId, Object... nameAndArguments) {
    return "42" + ackId + text(nameAndArguments);
  }

  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.isEmpty() ? "null" : text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
