package dev.holdfast.broker.config;

import java.util.Locale;

/**
 * One configuration key: the only place that knows its name, type, default and meaning.
 *
 * @param name with its group, {@code group.key}; the unit of a quantity ends it
 * @param type which values are legal, and how they are read
 * @param defaultValue used when the file does not mention the key
 * @param doc one or two sentences for the operator
 */
public record Key<T>(String name, ValueType<T> type, T defaultValue, String doc) {
  /** The part before the dot; the whole name of a key that stands in no group. */
  public String group() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The part after the dot. */
  public String leaf() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** What the number counts, or an empty text: read off the name, which must say it. */
  public String unit() {
    if (name.endsWith("Ms")) {
      return "ms";
    }
    if (name.contains("PerSecond")) {
      return "per second";
    }
    return name.toLowerCase(Locale.ROOT).endsWith("bytes") ? "bytes" : "";
  }

  /** The default as it is written in YAML. */
  public String defaultText() {
    return type.toYaml(defaultValue);
  }
}
