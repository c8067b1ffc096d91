package dev.holdfast.broker.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads lists entry by entry. An entry that is wrong is left out: its file is not used anyway. */
final class Lists {
  private Lists() {}

  /**
   * The entries of a list.
   *
   * @param what it is a list of, for the message that it is none
   * @return null when the node is no list, which is a problem
   */
  static <T> @Nullable List<T> of(
      Node node, String place, String what, Fields.FieldReader<T> entry, Problems problems) {
    if (!(node instanceof SequenceNode list)) {
      problems.add(node, place, "must be a list of " + what);
      return null;
    }
    List<T> read = new ArrayList<>();
    int index = 0;
    for (Node each : list.getValue()) {
      T value = entry.read(each, place + "[" + index++ + "]", problems);
      if (value != null) {
        read.add(value);
      }
    }
    return read;
  }

  /** The same where one text may stand for a list of one. */
  static <T> @Nullable List<T> ofOneOrMore(
      Node node, String place, String what, Fields.FieldReader<T> entry, Problems problems) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      T value = entry.read(node, place, problems);
      return value == null ? null : List.of(value);
    }
    List<T> read = of(node, place, what, entry, problems);
    if (read != null && read.isEmpty()) {
      problems.add(node, place, "must have at least one entry");
    }
    return read;
  }
}
