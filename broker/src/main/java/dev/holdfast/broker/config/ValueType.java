package dev.holdfast.broker.config;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Which values of a key are legal, how they are read from YAML and written back. */
public interface ValueType<T> {
  /** What is legal, as the end of the sentence "must be ...". */
  String description();

  /** The value as it is written in YAML. */
  String toYaml(T value);

  /**
   * Reads the value at a place.
   *
   * @param key the full name, for problems
   * @param problems takes what is wrong, with its place
   * @return null when something was wrong
   */
  @Nullable T read(Node node, String key, Problems problems);

  /** A type whose values are one word or number, which the command line can give as well. */
  interface Scalar<T> extends ValueType<T> {
    /** The value of a text, or null when it is none. */
    @Nullable T parse(String text);
  }
}
