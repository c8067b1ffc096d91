package dev.holdfast.broker.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The list of namespaces. */
final class NamespacesType implements ValueType<List<NamespaceConfig>> {
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
      yaml.append("\n    recovery: ").append(namespace.rules().recovery());
      yaml.append("\n    backends: ").append(namespace.rules().backends().clientIds());
      yaml.append("\n    routes: []");
      yaml.append("\n    defaultRoute: everyone");
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
      NamespaceConfig namespace = NamespaceReader.read(entry, place, problems);
      if (namespace != null && !names.add(namespace.name())) {
        problems.add(entry, place, "the namespace " + namespace.name() + " was given before");
      } else if (namespace != null) {
        namespaces.add(namespace);
      }
    }
    return namespaces;
  }
}
