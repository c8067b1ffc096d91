package dev.holdfast.broker.config;

import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.Names;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads one entry of the list of namespaces. */
final class NamespaceReader {
  private static final String NAME = "name";
  private static final String RECOVERY = "recovery";
  private static final String BACKENDS = "backends";
  private static final String AUTHORIZE = "authorize";
  private static final String AUTHORIZE_TIMEOUT = "authorizeTimeoutMs";
  private static final String ROUTES = "routes";
  private static final String DEFAULT_ROUTE = "defaultRoute";
  private static final List<String> KEYS =
      Stream.concat(
              Stream.of(
                  NAME, RECOVERY, BACKENDS, AUTHORIZE, AUTHORIZE_TIMEOUT, ROUTES, DEFAULT_ROUTE),
              QueueRulesReader.KEYS.stream())
          .toList();

  private static final ValueType.Scalar<String> NAMESPACE =
      ScalarTypes.text(
          "the name of a namespace: '/' and at most 254 further characters, none of them ',', '?'"
              + " or a control character; * stands for any text",
          Names::isNamespace);
  private static final ValueType.Scalar<String> CLIENT_ID =
      ScalarTypes.text(
          "a client id: 1 to 255 bytes of UTF-8 without control characters that does not begin"
              + " with $ or ~",
          text -> Names.checkClientId(text) == null);
  private static final TextListType CLIENT_IDS = new TextListType(CLIENT_ID);
  private static final ValueType.Scalar<Boolean> BOOL = ScalarTypes.bool();
  private static final ValueType.Scalar<Long> TIMEOUT = ScalarTypes.longInteger(1, Units.HOUR_MS);

  private NamespaceReader() {}

  /** Null when it is no mapping or has no legal name. */
  static @Nullable NamespaceConfig read(Node node, String place, Problems problems) {
    Fields fields = Fields.of(node, place, KEYS, problems);
    if (fields == null) {
      return null;
    }
    String name = fields.required(NAME, NAMESPACE::read);
    boolean recovery = fields.optional(RECOVERY, BOOL::read, false);
    Backends backends = backends(fields);
    List<Routes.Rule> rules =
        fields.optional(ROUTES, new RouteReader(backends)::readAll, List.of());
    Destination otherwise =
        fields.optional(DEFAULT_ROUTE, RouteReader::destination, new Destination.Everyone());
    QueueRules queues = QueueRulesReader.read(fields);
    return name == null
        ? null
        : new NamespaceConfig(
            name, new NamespaceRules(recovery, backends, new Routes(rules, otherwise), queues));
  }

  private static Backends backends(Fields fields) {
    List<String> clientIds = fields.optional(BACKENDS, CLIENT_IDS::read, List.of());
    String authorize = fields.has(AUTHORIZE) ? fields.required(AUTHORIZE, CLIENT_ID::read) : null;
    long timeoutMs =
        fields.optional(AUTHORIZE_TIMEOUT, TIMEOUT::read, Backends.DEFAULT_AUTHORIZE_TIMEOUT_MS);
    Set<String> distinct = new HashSet<>();
    for (String clientId : clientIds) {
      if (!distinct.add(clientId)) {
        fields.problem(BACKENDS, "names '" + clientId + "' twice");
      }
    }
    if (authorize != null && !distinct.contains(authorize)) {
      fields.problem(AUTHORIZE, "must be one of backends, not '" + authorize + "'");
    }
    if (fields.has(AUTHORIZE_TIMEOUT) && !fields.has(AUTHORIZE)) {
      fields.problem(AUTHORIZE_TIMEOUT, "is for a namespace with authorize");
    }
    return new Backends(clientIds, authorize, timeoutMs);
  }
}
