package dev.holdfast.broker.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Takes a YAML mapping apart. */
final class YamlFields {
  private YamlFields() {}

  /**
   * The values of a mapping by key. Unknown and repeated keys are problems and left out.
   *
   * @param path the mapping's full name; empty for the file itself
   * @return null when the node is no mapping, which is a problem, too
   */
  static @Nullable Map<String, Node> of(
      Node node, String path, List<String> known, Problems problems) {
    if (node.getTag().equals(Tag.NULL)) {
      return Map.of(); // all its keys are commented out
    }
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node, path, "must be a mapping with the keys " + String.join(", ", known));
      return null;
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node key = entry.getKeyNode();
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
      String full = path.isEmpty() ? name : path + "." + name;
      if (!known.contains(name)) {
        problems.add(key, full, "unknown key; " + suggestion(name, path, known));
      } else if (fields.putIfAbsent(name, entry.getValueNode()) != null) {
        problems.add(key, full, "was given before");
      }
    }
    return fields;
  }

  private static String suggestion(String name, String path, List<String> known) {
    String close = Spelling.closest(name, known);
    if (close != null) {
      return "did you mean " + (path.isEmpty() ? close : path + "." + close) + "?";
    }
    for (Key<?> key : Keys.ALL) {
      if (key.leaf().equals(name)) {
        return "did you mean " + key.name() + "?";
      }
    }
    return "known here: " + String.join(", ", known);
  }
}
