package dev.holdfast.broker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A list of values of one scalar type. With entries that are wrong it is read without them, so that
 * what refers to the others is not reported as well.
 */
record TextListType(ValueType.Scalar<String> item) implements ValueType<List<String>> {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][^,\\[\\]{}#]*");

  @Override
  public String description() {
    return "a list; each entry " + item.description();
  }

  @Override
  public String toYaml(List<String> value) {
    return value.stream().map(TextListType::quoted).toList().toString();
  }

  /** Where YAML would read more into it. */
  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : '"' + text + '"';
  }

  @Override
  public @Nullable List<String> read(Node node, String key, Problems problems) {
    if (!(node instanceof SequenceNode list)) {
      problems.wrongValue(node, key, this);
      return null;
    }
    List<String> values = new ArrayList<>();
    int index = 0;
    for (Node entry : list.getValue()) {
      String value = item.read(entry, key + "[" + index++ + "]", problems);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }
}
