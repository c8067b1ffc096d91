package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A request that was let in, read as its route describes it.
 *
 * @param operator who asks
 * @param path what stands for the segments in braces, decoded
 * @param query the parameters of the query, decoded
 * @param body empty where the request has none
 */
public record AdminRequest(
    Operator operator, Map<String, String> path, Map<String, String> query, ObjectNode body) {
  /** Copies the maps. */
  public AdminRequest {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /** What stands for this segment of the path. */
  public String segment(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no segment " + name);
    }
    return value;
  }

  /** A parameter of the query, or what it is without. */
  public String text(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  /**
   * A number in the query.
   *
   * @throws AdminException when it is none from 1 to {@code max}
   */
  public int number(String name, int otherwise, int max) throws AdminException {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrongNumber(name, max);
    }
    throw wrongNumber(name, max);
  }

  private static AdminException wrongNumber(String name, int max) {
    return AdminException.badRequest("'%s' must be a number from 1 to %d".formatted(name, max));
  }

  /**
   * A text in the body.
   *
   * @throws AdminException when it is something else
   */
  public String bodyText(String name, String otherwise) throws AdminException {
    JsonNode value = body.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw AdminException.badRequest("the key '" + name + "' must be a text");
    }
    return value.textValue();
  }
}
