package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.RouteDoc;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.routing.Names;
import java.util.ArrayList;
import java.util.List;

/** What the parameters that many routes share mean. */
final class Params {
  static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;

  private Params() {}

  /** A route about things of one namespace. */
  static RouteDoc namespaced(String summary) {
    return RouteDoc.of(summary).query("namespace", "string", "Of which namespace; default /.");
  }

  /** A route that lists things of one namespace in pages. */
  static RouteDoc listing(String summary) {
    return namespaced(summary)
        .query("after", "string", "Begin after this one: `next` of the page before.")
        .query("limit", "integer", "At most so many, up to 1000; default 100.");
  }

  /** The same with what such a route answers. */
  static RouteDoc listing(String summary, String name, String of) {
    return listing(summary)
        .reply(name, "array", of)
        .reply(
            "next", "string", "What to ask for as `after` to go on; null when there is no more.");
  }

  static String namespace(AdminRequest request) throws AdminException {
    String name = request.text("namespace", "/");
    if (!Names.isNamespace(name)) {
      throw AdminException.badRequest("'namespace' must begin with a slash");
    }
    return name;
  }

  static int limit(AdminRequest request) throws AdminException {
    return request.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
  }

  /** The client that the path names. */
  static ClientKey client(AdminRequest request) throws AdminException {
    return new ClientKey(namespace(request), noControl("client", request.segment("client")));
  }

  /** The room that the path names. */
  static String room(AdminRequest request) throws AdminException {
    return noControl("room", request.segment("room"));
  }

  /** Where a list is to go on; what a store's keys cannot hold is refused here. */
  static String after(AdminRequest request) throws AdminException {
    return noControl("after", request.text("after", ""));
  }

  /** Names of clients that nobody could have are looked for all the same: anonymous ones. */
  private static String noControl(String what, String name) throws AdminException {
    if (name.length() > Names.MAX_BYTES || name.chars().anyMatch(Character::isISOControl)) {
      throw AdminException.badRequest("'" + what + "' is no name that anything here can have");
    }
    return name;
  }

  /** The offset of a position of this store; {@code otherwise} for an empty text. */
  static long offset(String text, Lineage lineage, long otherwise) throws AdminException {
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      Lineage.Meaning meaning = lineage.meaning(Position.parse(text));
      if (meaning.known() == Lineage.Known.HERE) {
        return meaning.offset();
      }
    } catch (IllegalArgumentException e) {
      throw AdminException.badRequest("not a position of this broker");
    }
    throw AdminException.badRequest("not a position of this broker");
  }

  /** The list of texts under a key of the body; empty where it is missing. */
  static List<String> texts(AdminRequest request, String key) throws AdminException {
    JsonNode list = request.body().path(key);
    List<String> texts = new ArrayList<>();
    if (!list.isMissingNode() && !list.isArray()) {
      throw AdminException.badRequest("the key '" + key + "' must be a list of texts");
    }
    for (JsonNode each : list) {
      if (!each.isTextual() || texts.size() == MAX_LIMIT) {
        throw AdminException.badRequest(
            "the key '%s' must be a list of at most %d texts".formatted(key, MAX_LIMIT));
      }
      texts.add(each.textValue());
    }
    return texts;
  }
}
