package dev.holdfast.broker.config;

import dev.holdfast.broker.security.permission.Pattern;
import dev.holdfast.broker.security.permission.Rule;
import dev.holdfast.broker.security.permission.Target;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The single values of a permission file. */
final class PermissionTypes {
  private static final String HELP = "; * stands for any text, {claim} for a claim's value";

  /** A pattern of the names of rooms, clients or events. */
  static final Fields.FieldReader<Pattern> PATTERN =
      text("a name" + HELP, text -> text.isEmpty() ? null : Pattern.parse(text));

  /** The same, or the empty name, which means everyone. */
  static final Fields.FieldReader<Pattern> PATTERN_OR_EMPTY = text("a name" + HELP, Pattern::parse);

  /** Of those by whom a rule says whom it is about: what their claims are is not known yet. */
  static final Fields.FieldReader<Pattern> WITHOUT_CLAIMS =
      text("a name, in which * stands for any text", PermissionTypes::withoutClaims);

  static final Fields.FieldReader<Pattern> NAMESPACE =
      text(
          "the name of a namespace, which begins with '/'" + HELP,
          text -> text.startsWith("/") ? Pattern.parse(text) : null);

  static final Fields.FieldReader<Target> TARGET =
      text("room:NAME, client:ID, sessions, everyone or *", Target::parse);

  /**
   * A role is named exactly: one that a pattern happens to fit would be given what is not meant.
   */
  static final Fields.FieldReader<String> ROLE =
      text(
          "the name of a role, without *",
          text -> text.isEmpty() || text.contains("*") ? null : text);

  static final Fields.FieldReader<Rule.Power> ADMIN =
      text("dead-letters or cancel", PermissionTypes::adminPower);

  private PermissionTypes() {}

  private static Rule.@Nullable Power adminPower(String word) {
    return switch (word) {
      case "dead-letters" -> Rule.Power.DEAD_LETTERS;
      case "cancel" -> Rule.Power.CANCEL;
      default -> null;
    };
  }

  private static @Nullable Pattern withoutClaims(String text) {
    return text.isEmpty() || text.contains("{") ? null : Pattern.parse(text);
  }

  /**
   * Texts that {@code parse} takes.
   *
   * @param description what is legal, as the end of "must be ..."
   * @param parse returns null for what is not legal, or throws with what would be right
   */
  private static <T> Fields.FieldReader<T> text(
      String description, Function<String, @Nullable T> parse) {
    return (node, place, problems) -> {
      String text = textOf(node);
      try {
        T value = text == null ? null : parse.apply(text);
        if (value == null) {
          problems.add(node, place, "must be " + description + ", not " + problems.describe(node));
        }
        return value;
      } catch (IllegalArgumentException e) {
        problems.add(node, place, String.valueOf(e.getMessage()));
        return null;
      }
    };
  }

  private static @Nullable String textOf(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
        ? scalar.getValue()
        : null;
  }
}
