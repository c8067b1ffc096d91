package dev.holdfast.broker.admin;

import java.util.List;

/**
 * One thing that the admin API does.
 *
 * @param method of HTTP
 * @param path segments in braces stand for any one segment: {@code /v1/clients/{client}/queue}
 * @param access what it takes
 * @param doc what it takes and gives
 * @param handler does it
 */
public record Route(String method, String path, Access access, RouteDoc doc, RouteHandler handler) {
  /** Looks at something. */
  public static Route get(String path, RouteDoc doc, RouteHandler handler) {
    return new Route("GET", path, Access.READ, doc, handler);
  }

  /** Looks at something that everybody may know. */
  public static Route open(String path, RouteDoc doc, RouteHandler handler) {
    return new Route("GET", path, Access.OPEN, doc, handler);
  }

  /** Shows what clients sent each other: not for everybody who may look. */
  public static Route reveal(String path, RouteDoc doc, RouteHandler handler) {
    return new Route("GET", path, Access.WRITE, doc, handler);
  }

  /** Changes something. */
  public static Route post(String path, RouteDoc doc, RouteHandler handler) {
    return new Route("POST", path, Access.WRITE, doc, handler);
  }

  /** True when it may change something: such requests are noted in the audit log. */
  boolean changes() {
    return !method.equals("GET");
  }

  List<String> segments() {
    return List.of(path.substring(1).split("/", -1));
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  /** The name in the braces. */
  static String parameter(String segment) {
    return segment.substring(1, segment.length() - 1);
  }
}
