package dev.holdfast.broker.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A mapping inside a value, read field by field. What is wrong becomes a problem and stands for a
 * missing value: such a configuration is not used anyway.
 */
final class Fields {
  private final Node mapping;
  private final String place;
  private final Map<String, Node> nodes;
  private final Problems problems;

  private Fields(Node mapping, String place, Map<String, Node> nodes, Problems problems) {
    this.mapping = mapping;
    this.place = place;
    this.nodes = nodes;
    this.problems = problems;
  }

  /** Reads one value, or puts what is wrong with it into the problems and returns null. */
  @FunctionalInterface
  interface FieldReader<T> {
    @Nullable T read(Node node, String key, Problems problems);
  }

  /** Null when the node is no mapping. */
  static @Nullable Fields of(Node node, String place, List<String> known, Problems problems) {
    Map<String, Node> nodes = YamlFields.of(node, place, known, problems);
    return nodes == null ? null : new Fields(node, place, nodes, problems);
  }

  boolean has(String name) {
    return nodes.containsKey(name);
  }

  /** Null when it is wrong or missing, which is a problem, too. */
  <T> @Nullable T required(String name, FieldReader<T> reader) {
    Node node = nodes.get(name);
    if (node == null) {
      problems.add(mapping, place, "has no " + name);
      return null;
    }
    return reader.read(node, place + "." + name, problems);
  }

  <T> T optional(String name, FieldReader<T> reader, T otherwise) {
    Node node = nodes.get(name);
    T value = node == null ? null : reader.read(node, place + "." + name, problems);
    return value == null ? otherwise : value;
  }

  /** The value of a field does not go with others of the same mapping. */
  void problem(String name, String message) {
    Node node = nodes.getOrDefault(name, mapping);
    problems.add(node, place + "." + name, message);
  }
}
