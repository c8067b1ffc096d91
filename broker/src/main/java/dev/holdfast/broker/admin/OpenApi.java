package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * The OpenAPI 3.1 description of the admin API, made of what the routes say of themselves. The same
 * stands in {@code docs/openapi.json}, which a test compares.
 */
public final class OpenApi {
  private static final String PATH = "/v1/openapi.json";

  private OpenApi() {}

  /** The routes, and the one that describes them all. */
  static List<Route> withItself(List<Route> routes) {
    List<Route> all = new ArrayList<>(routes);
    ObjectNode[] description = new ObjectNode[1];
    all.add(
        Route.get(
            PATH,
            RouteDoc.of("This description."),
            request -> CompletableFuture.completedFuture(AdminReply.ok(description[0]))));
    description[0] = describe(all);
    return all;
  }

  /** What {@code GET /v1/openapi.json} of a server with these routes answers. */
  public static ObjectNode of(List<Route> routes) {
    return describe(new ArrayList<>(withItself(routes)));
  }

  private static ObjectNode describe(List<Route> routes) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Holdfast admin API")
        .put("version", "1")
        .put("description", "What an operator can ask and tell a broker: docs/admin-api.md.");
    ObjectNode paths = root.putObject("paths");
    for (Route route : routes) {
      paths
          .withObjectProperty(route.path())
          .set(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    ObjectNode components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    components.putObject("schemas").set("Refusal", refusal());
    return root;
  }

  private static ObjectNode operation(Route route) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    operation.put("summary", route.doc().summary());
    operation.put("x-access", route.access().name().toLowerCase(Locale.ROOT));
    ArrayNode security = operation.putArray("security");
    if (route.access() != Access.OPEN) {
      security.addObject().putArray("token");
    }
    parameters(route, operation);
    if (!route.doc().body().isEmpty()) {
      operation
          .putObject("requestBody")
          .putObject("content")
          .putObject(AdminReply.JSON)
          .set("schema", schema(route.doc().body()).put("additionalProperties", false));
    }
    ObjectNode responses = operation.putObject("responses");
    ObjectNode done = responses.putObject("200").put("description", "Done.");
    if (!route.doc().reply().isEmpty()) {
      done.putObject("content")
          .putObject(AdminReply.JSON)
          .set("schema", schema(route.doc().reply()));
    }
    responses
        .putObject("default")
        .put("description", "Refused, or failed.")
        .putObject("content")
        .putObject(AdminReply.JSON)
        .putObject("schema")
        .put("$ref", "#/components/schemas/Refusal");
    return operation;
  }

  private static void parameters(Route route, ObjectNode operation) {
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    for (String segment : route.segments()) {
      if (Route.isParameter(segment)) {
        ObjectNode parameter = parameters.addObject().put("name", Route.parameter(segment));
        parameter.put("in", "path").put("required", true);
        parameter.putObject("schema").put("type", "string");
      }
    }
    for (RouteDoc.Field field : route.doc().query()) {
      ObjectNode parameter = parameters.addObject().put("name", field.name()).put("in", "query");
      parameter.put("description", field.doc()).putObject("schema").put("type", field.type());
    }
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
  }

  private static ObjectNode schema(List<RouteDoc.Field> fields) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (RouteDoc.Field field : fields) {
      properties.putObject(field.name()).put("type", field.type()).put("description", field.doc());
    }
    return schema;
  }

  private static ObjectNode refusal() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode error = schema.putObject("properties").putObject("error").put("type", "object");
    error.putObject("properties").putObject("code").put("type", "string");
    error.withObjectProperty("properties").putObject("message").put("type", "string");
    return schema;
  }
}
