package dev.holdfast.broker.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file, and overrides from the command line, and reports all errors. */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * A value from the command line.
   *
   * @param option as the user wrote it, to name the place of an error
   */
  public record CommandLineValue<T>(Key<T> key, String option, String value) {}

  /**
   * Loads a configuration.
   *
   * @param file in YAML; null for the defaults
   * @param overrides win over the file
   * @throws ConfigException with everything that is wrong
   */
  public static BrokerConfig load(@Nullable Path file, List<CommandLineValue<?>> overrides)
      throws ConfigException {
    Problems problems = new Problems(file == null ? "" : file.toString());
    Values values = new Values();
    if (file != null) {
      Node root = YamlFile.read(file, problems);
      if (root != null) {
        readFile(root, values, problems);
      }
    }
    overrides.forEach(override -> apply(override, values, problems));
    Keys.checkTogether(values, problems);
    problems.throwIfAny("The configuration");
    return Keys.config(values);
  }

  private static void readFile(Node root, Values values, Problems problems) {
    Map<String, List<Key<?>>> groups = new LinkedHashMap<>();
    for (Key<?> key : Keys.ALL) {
      groups.computeIfAbsent(key.group(), group -> new ArrayList<>()).add(key);
    }
    Map<String, Node> found = YamlFields.of(root, "", List.copyOf(groups.keySet()), problems);
    if (found == null) {
      return;
    }
    found.forEach(
        (group, node) -> {
          List<Key<?>> keys = groups.getOrDefault(group, List.of());
          if (keys.contains(Keys.NAMESPACES)) {
            read(Keys.NAMESPACES, node, values, problems);
          } else {
            readGroup(group, keys, node, values, problems);
          }
        });
  }

  private static void readGroup(
      String group, List<Key<?>> keys, Node node, Values values, Problems problems) {
    Map<String, Node> found =
        YamlFields.of(node, group, keys.stream().map(Key::leaf).toList(), problems);
    if (found == null) {
      return;
    }
    for (Key<?> key : keys) {
      Node value = found.get(key.leaf());
      if (value != null) {
        read(key, value, values, problems);
      }
    }
  }

  private static <T> void read(Key<T> key, Node node, Values values, Problems problems) {
    T value = key.type().read(node, key.name(), problems);
    if (value == null) {
      values.markWrong(key);
    } else {
      values.put(key, value, problems.place(node.getStartMark()));
    }
  }

  private static <T> void apply(CommandLineValue<T> override, Values values, Problems problems) {
    Key<T> key = override.key();
    if (!(key.type() instanceof ValueType.Scalar<T> type)) {
      throw new IllegalArgumentException(key.name() + " cannot be given on the command line");
    }
    T value = type.parse(override.value());
    if (value == null) {
      values.markWrong(key);
      problems.add(
          override.option(),
          key.name(),
          "must be " + type.description() + ", not " + Problems.quote(override.value()));
    } else {
      values.put(key, value, override.option());
    }
  }
}
