package dev.holdfast.broker.config;

import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.Routes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The list of namespaces, each with its routes. */
final class NamespacesType implements ValueType<List<NamespaceConfig>> {
  private static final String NAME = "name";
  private static final String ROUTES = "routes";
  private static final String DEFAULT_ROUTE = "defaultRoute";
  private static final String RECOVERY = "recovery";
  private static final String EVENT = "event";
  private static final String TO = "to";

  /** The wire ends a namespace at a comma, and its query begins at a question mark. */
  private static final ValueType.Scalar<String> NAMESPACE =
      ScalarTypes.text(
          "the name of a namespace: '/' and at most 254 further characters, none of them ',', '?'"
              + " or a control character",
          text -> text.matches("/[^,?\\p{Cntrl}]{0,254}"));

  private static final ValueType.Scalar<String> PATTERN =
      ScalarTypes.text("an event name, in which * stands for any text", text -> !text.isEmpty());

  @Override
  public String description() {
    return "a list of at least one namespace";
  }

  /** Only ever asked for the default, which has one namespace without routes. */
  @Override
  public String toYaml(List<NamespaceConfig> namespaces) {
    StringBuilder yaml = new StringBuilder();
    for (NamespaceConfig namespace : namespaces) {
      yaml.append("\n  - name: ").append(namespace.name());
      yaml.append("\n    routes: []");
      yaml.append("\n    defaultRoute: everyone");
      yaml.append("\n    recovery: false");
    }
    return yaml.toString();
  }

  @Override
  public @Nullable List<NamespaceConfig> read(Node node, String key, Problems problems) {
    if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
      problems.wrongValue(node, key, this);
      return null;
    }
    List<NamespaceConfig> namespaces = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int index = 0;
    for (Node entry : list.getValue()) {
      String place = key + "[" + index++ + "]";
      NamespaceConfig namespace = readNamespace(entry, place, problems);
      if (namespace != null && !names.add(namespace.name())) {
        problems.add(entry, place, "the namespace " + namespace.name() + " was given before");
      } else if (namespace != null) {
        namespaces.add(namespace);
      }
    }
    return namespaces;
  }

  private static @Nullable NamespaceConfig readNamespace(
      Node node, String place, Problems problems) {
    Map<String, Node> fields =
        YamlFields.of(node, place, List.of(NAME, ROUTES, DEFAULT_ROUTE, RECOVERY), problems);
    if (fields == null) {
      return null;
    }
    Node name = fields.get(NAME);
    String namespace =
        name == null
            ? missing(node, place, NAME, problems)
            : NAMESPACE.read(name, place + "." + NAME, problems);
    List<Routes.Rule> rules = readRoutes(fields.get(ROUTES), place + "." + ROUTES, problems);
    Node otherwise = fields.get(DEFAULT_ROUTE);
    Destination destination =
        otherwise == null
            ? new Destination.Everyone()
            : readDestination(otherwise, place + "." + DEFAULT_ROUTE, problems);
    Node asked = fields.get(RECOVERY);
    Boolean recovery =
        asked == null
            ? Boolean.FALSE
            : ScalarTypes.bool().read(asked, place + "." + RECOVERY, problems);
    return namespace == null || destination == null || recovery == null
        ? null
        : new NamespaceConfig(namespace, new Routes(rules, destination), recovery);
  }

  private static List<Routes.Rule> readRoutes(
      @Nullable Node node, String place, Problems problems) {
    List<Routes.Rule> rules = new ArrayList<>();
    if (node == null) {
      return rules;
    }
    if (!(node instanceof SequenceNode list)) {
      problems.add(node, place, "must be a list of routes");
      return rules;
    }
    int index = 0;
    for (Node entry : list.getValue()) {
      Routes.Rule rule = readRule(entry, place + "[" + index++ + "]", problems);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static Routes.@Nullable Rule readRule(Node node, String place, Problems problems) {
    Map<String, Node> fields = YamlFields.of(node, place, List.of(EVENT, TO), problems);
    if (fields == null) {
      return null;
    }
    Node event = fields.get(EVENT);
    Node to = fields.get(TO);
    String pattern =
        event == null
            ? missing(node, place, EVENT, problems)
            : PATTERN.read(event, place + "." + EVENT, problems);
    Destination destination = to == null ? null : readDestination(to, place + "." + TO, problems);
    if (to == null) {
      missing(node, place, TO, problems);
    }
    return pattern == null || destination == null ? null : new Routes.Rule(pattern, destination);
  }

  private static @Nullable Destination readDestination(Node node, String place, Problems problems) {
    if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
      problems.add(node, place, "must be everyone, others, room:NAME, client:ID or reject");
      return null;
    }
    try {
      return Destination.parse(scalar.getValue());
    } catch (IllegalArgumentException e) {
      problems.add(node, place, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static @Nullable String missing(
      Node node, String place, String field, Problems problems) {
    problems.add(node, place, "has no " + field);
    return null;
  }
}
