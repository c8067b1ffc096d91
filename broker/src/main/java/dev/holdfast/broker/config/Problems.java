package dev.holdfast.broker.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Collects what is wrong with one configuration, so that all of it is reported at once. */
public final class Problems {
  private static final int QUOTED_CHARACTERS = 60;

  private final String file;
  private final List<Found> found = new ArrayList<>();

  /** The index counts characters from the start of the file, and is the largest outside of it. */
  private record Found(int index, ConfigProblem problem) {}

  Problems(String file) {
    this.file = file;
  }

  void add(Node node, String key, String message) {
    Mark mark = node.getStartMark();
    found.add(new Found(mark.getIndex(), new ConfigProblem(place(mark), key, message)));
  }

  void add(String place, String key, String message) {
    found.add(new Found(Integer.MAX_VALUE, new ConfigProblem(place, key, message)));
  }

  /** The value at a node is not one of the type's. */
  void wrongValue(Node node, String key, ValueType<?> type) {
    add(node, key, "must be " + type.description() + ", not " + describe(node));
  }

  /** The file, and where in it a mark stands: lines and columns count from 1. */
  String place(@Nullable Mark mark) {
    return mark == null ? file : file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  /** What stands there instead, for messages. */
  String describe(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return "a " + node.getNodeId();
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      return "nothing";
    }
    return quote(scalar.getValue()) + (scalar.isPlain() ? "" : " in quotes");
  }

  /** For messages: long values are cut. */
  static String quote(String value) {
    return value.length() <= QUOTED_CHARACTERS
        ? "'" + value + "'"
        : "'" + value.substring(0, QUOTED_CHARACTERS) + "...'";
  }

  /** Something is missing altogether; not said when there is a reason for it already. */
  void addIfNone(String place, String message) {
    if (found.isEmpty()) {
      add(place, "", message);
    }
  }

  /**
   * Ends with all that was found, if it was anything.
   *
   * @param what it is that cannot be used, to begin the message with
   */
  void throwIfAny(String what) throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(
          what,
          found.stream()
              .sorted(Comparator.comparingInt(Found::index))
              .map(Found::problem)
              .toList());
    }
  }
}
