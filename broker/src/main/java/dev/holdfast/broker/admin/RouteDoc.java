package dev.holdfast.broker.admin;

import java.util.ArrayList;
import java.util.List;

/**
 * What a route takes and gives: its description for operators, and what requests are held against.
 * Immutable.
 *
 * @param summary one sentence
 * @param query the parameters of the query it knows
 * @param body the keys of the JSON object it takes; empty where it takes none
 * @param reply the keys of the JSON object it answers with
 */
public record RouteDoc(String summary, List<Field> query, List<Field> body, List<Field> reply) {
  /** Copies the lists. */
  public RouteDoc {
    query = List.copyOf(query);
    body = List.copyOf(body);
    reply = List.copyOf(reply);
  }

  /**
   * A value that a request or an answer holds.
   *
   * @param type a type of JSON Schema; {@code "array"} is of anything
   */
  public record Field(String name, String type, String doc) {}

  /** Takes nothing, and answers with an object that is not described. */
  public static RouteDoc of(String summary) {
    return new RouteDoc(summary, List.of(), List.of(), List.of());
  }

  /** The same with one more parameter of the query; none is required. */
  public RouteDoc query(String name, String type, String doc) {
    return new RouteDoc(summary, and(query, name, type, doc), body, reply);
  }

  /** The same with one more key of the body; handlers say which are required. */
  public RouteDoc body(String name, String type, String doc) {
    return new RouteDoc(summary, query, and(body, name, type, doc), reply);
  }

  /** The same with one more key of the answer. */
  public RouteDoc reply(String name, String type, String doc) {
    return new RouteDoc(summary, query, body, and(reply, name, type, doc));
  }

  private static List<Field> and(List<Field> fields, String name, String type, String doc) {
    List<Field> all = new ArrayList<>(fields);
    all.add(new Field(name, type, doc));
    return all;
  }

  static boolean knows(List<Field> fields, String name) {
    return fields.stream().anyMatch(field -> field.name().equals(name));
  }
}
