package dev.holdfast.broker.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. A path is cut at its slashes before it is decoded, so that a room
 * named {@code a/b} is asked for as {@code a%2Fb} and nothing leads out of its segment. Immutable.
 */
final class Router {
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(Route route, List<String> segments) {}

  /** A route, and what stands for its segments in braces. */
  record Match(Route route, Map<String, String> path) {}

  /**
   * Over these routes.
   *
   * @throws IllegalArgumentException when two of them are the same
   */
  Router(List<Route> routes) {
    Set<String> seen = new HashSet<>();
    for (Route route : routes) {
      if (!seen.add(route.method() + " " + route.path().replaceAll("\\{[^}]*}", "{}"))) {
        throw new IllegalArgumentException("two routes " + route.method() + " " + route.path());
      }
      entries.add(new Entry(route, route.segments()));
    }
  }

  /**
   * The route of a request; null when there is none for its path.
   *
   * @param path as it came, without the query
   * @throws AdminException when there are some, but for other methods
   */
  @Nullable Match find(String method, String path) throws AdminException {
    List<String> asked = decoded(path);
    Set<String> methods = new TreeSet<>();
    Match found = null;
    for (Entry entry : entries) {
      Map<String, String> values = values(entry.segments(), asked);
      if (values != null) {
        methods.add(entry.route().method());
        boolean better = found == null || values.size() < found.path().size();
        if (entry.route().method().equals(method) && better) {
          found = new Match(entry.route(), values);
        }
      }
    }
    if (found == null && !methods.isEmpty()) {
      throw new AdminException(
          405, "bad-method", "this takes " + String.join(" or ", methods) + ", not " + method);
    }
    return found;
  }

  private static List<String> decoded(String path) throws AdminException {
    List<String> segments = new ArrayList<>();
    try {
      for (String segment : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
        segments.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
      }
    } catch (IllegalArgumentException e) {
      throw AdminException.badRequest("the path is not encoded as it should be");
    }
    return segments;
  }

  /** Null where the path is another; empty segments stand for nothing. */
  private static @Nullable Map<String, String> values(List<String> segments, List<String> asked) {
    if (segments.size() != asked.size()) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      String segment = segments.get(i);
      if (Route.isParameter(segment) && !asked.get(i).isEmpty()) {
        values.put(Route.parameter(segment), asked.get(i));
      } else if (!segment.equals(asked.get(i))) {
        return null;
      }
    }
    return values;
  }
}
