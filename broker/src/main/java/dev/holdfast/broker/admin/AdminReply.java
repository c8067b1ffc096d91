package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body sent as UTF-8
 */
public record AdminReply(int status, String contentType, String body) {
  static final String JSON = "application/json";

  /** Done, and this is what came of it. */
  public static AdminReply ok(JsonNode body) {
    return json(200, body);
  }

  /** With another status. */
  public static AdminReply json(int status, JsonNode body) {
    return text(status, JSON, body.toString());
  }

  /** Text of another type. */
  public static AdminReply text(int status, String contentType, String body) {
    return new AdminReply(status, contentType, body);
  }

  /** {@code {"error":{"code":…,"message":…}}}, as clients are told on the wire. */
  static AdminReply refusal(AdminException reason) {
    return error(reason.status(), reason.code(), String.valueOf(reason.getMessage()));
  }

  static AdminReply error(int status, String code, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error").put("code", code).put("message", message);
    return json(status, body);
  }
}
