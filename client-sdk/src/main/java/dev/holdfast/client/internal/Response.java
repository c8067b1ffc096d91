package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.protocol.Bytes;
import java.util.List;

/**
 * The broker's answer to a verb.
 *
 * @param json its first argument; a missing node when there is none
 * @param attachments the binary data that it refers to
 */
record Response(JsonNode json, List<Bytes> attachments) {
  /**
   * Reads it. One that cannot be read is a refusal: were it an end of the connection, whoever asked
   * would ask again on the next one, and get the same.
   */
  static Response read(Bytes json, List<Bytes> attachments) {
    try {
      return new Response(Json.tree(json), attachments);
    } catch (IllegalArgumentException unreadable) {
      ObjectNode refusal = Json.object();
      refusal
          .putObject("error")
          .put("code", HoldfastException.BAD_ANSWER)
          .put("message", "the answer cannot be read: " + unreadable.getCause());
      return new Response(refusal, List.of());
    }
  }
}
