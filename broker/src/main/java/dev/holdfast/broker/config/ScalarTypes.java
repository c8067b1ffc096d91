package dev.holdfast.broker.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The types of single values. */
final class ScalarTypes {
  /** YAML would also take octal, sexagesimal and underscored numbers: none that one means. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  private ScalarTypes() {}

  static ValueType.Scalar<Integer> integer(int min, int max) {
    return new WholeNumber<>(min, max) {
      @Override
      Integer of(long number) {
        return Math.toIntExact(number);
      }
    };
  }

  static ValueType.Scalar<Long> longInteger(long min, long max) {
    return new WholeNumber<>(min, max) {
      @Override
      Long of(long number) {
        return number;
      }
    };
  }

  /** Only these two words: YAML would also take yes, on and their like. */
  static ValueType.Scalar<Boolean> bool() {
    return new Plain<>() {
      @Override
      public String description() {
        return "true or false";
      }

      @Override
      public @Nullable Boolean parse(String text) {
        return switch (text) {
          case "true" -> true;
          case "false" -> false;
          default -> null;
        };
      }
    };
  }

  /** Text that a rule accepts; {@code description} names the rule. */
  static ValueType.Scalar<String> text(String description, Predicate<String> rule) {
    return new Text<>(description) {
      @Override
      public @Nullable String parse(String text) {
        return rule.test(text) ? text : null;
      }
    };
  }

  /** One of a few words. */
  static ValueType.Scalar<String> choice(String... words) {
    List<String> allowed = List.of(words);
    return text("one of " + String.join(", ", allowed), allowed::contains);
  }

  static ValueType.Scalar<Path> path() {
    return new Text<>("the path of a directory") {
      @Override
      public @Nullable Path parse(String text) {
        try {
          return text.isBlank() ? null : Path.of(text);
        } catch (InvalidPathException e) {
          return null;
        }
      }
    };
  }

  /** A value that is written without quotes. */
  private abstract static class Plain<T> implements ValueType.Scalar<T> {
    @Override
    public String toYaml(T value) {
      return value.toString();
    }

    @Override
    public @Nullable T read(Node node, String key, Problems problems) {
      T value =
          node instanceof ScalarNode scalar && scalar.isPlain() ? parse(scalar.getValue()) : null;
      if (value == null) {
        problems.wrongValue(node, key, this);
      }
      return value;
    }
  }

  private abstract static class WholeNumber<T> extends Plain<T> {
    private final long min;
    private final long max;

    WholeNumber(long min, long max) {
      this.min = min;
      this.max = max;
    }

    /** Only called with numbers in the range. */
    abstract T of(long number);

    @Override
    public String description() {
      return "a whole number from " + min + " to " + max;
    }

    @Override
    public @Nullable T parse(String text) {
      if (!WHOLE_NUMBER.matcher(text).matches()) {
        return null;
      }
      long number = Long.parseLong(text);
      return number < min || number > max ? null : of(number);
    }
  }

  private abstract static class Text<T> implements ValueType.Scalar<T> {
    private final String description;

    Text(String description) {
      this.description = description;
    }

    @Override
    public String description() {
      return description;
    }

    @Override
    public String toYaml(T value) {
      String text = value.toString();
      return text.isEmpty() ? "\"\"" : text;
    }

    @Override
    public @Nullable T read(Node node, String key, Problems problems) {
      T value =
          node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
              ? parse(scalar.getValue())
              : null;
      if (value == null) {
        problems.wrongValue(node, key, this);
      }
      return value;
    }
  }
}
