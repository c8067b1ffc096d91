package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A name as the permission file writes it: {@code *} stands for any text, the empty one included,
 * and <code>{claim}</code> for what the client's credential says of it. A claim's value is taken
 * literally, whatever characters it has; where it has several, any of them fits. Upper and lower
 * case differ, and so do characters that only look alike. Immutable.
 */
public final class Pattern {
  /** The only name that has all texts, however long. */
  private static final String ANY = "*";

  private final String text;
  private final List<Piece> pieces;

  /** What a pattern is made of, in order. */
  private sealed interface Piece {
    /** Text that stands for itself. */
    record Literal(String text) implements Piece {}

    /** Any text. */
    record Star() implements Piece {}

    /** The values of a claim. */
    record Claim(String name) implements Piece {}
  }

  private Pattern(String text, List<Piece> pieces) {
    this.text = text;
    this.pieces = List.copyOf(pieces);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with a message that says what would be right
   */
  public static Pattern parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      char first = text.charAt(from);
      if (first == '*') {
        pieces.add(new Piece.Star());
        from++;
      } else if (first == '{') {
        String name = claim(text, from + 1);
        pieces.add(new Piece.Claim(name));
        from += name.length() + 2;
      } else {
        int to = endOfLiteral(text, from);
        pieces.add(new Piece.Literal(text.substring(from, to)));
        from = to;
      }
    }
    return new Pattern(text, pieces);
  }

  private static String claim(String text, int from) {
    int end = text.indexOf('}', from);
    String name = end < 0 ? "" : text.substring(from, end);
    if (name.isEmpty() || name.indexOf('{') >= 0 || name.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has a brace that names no claim: a claim is written {name}");
    }
    return name;
  }

  private static int endOfLiteral(String text, int from) {
    int to = from;
    while (to < text.length() && text.charAt(to) != '*' && text.charAt(to) != '{') {
      if (text.charAt(to) == '}') {
        throw new IllegalArgumentException(
            "'" + text + "' has a closing brace without an opening one: a claim is written {name}");
      }
      to++;
    }
    return to;
  }

  /** True when it names a claim. */
  boolean hasClaims() {
    return pieces.stream().anyMatch(Piece.Claim.class::isInstance);
  }

  /**
   * What it means for a client. A claim that the client has not, or that is empty, fits nothing.
   */
  NameSet of(Principal principal) {
    return resolve(principal::claim);
  }

  /** What it means for all alike; only of a pattern without claims. */
  NameSet ofAll() {
    return resolve(
        name -> {
          throw new IllegalStateException("'" + text + "' needs the claim " + name);
        });
  }

  /** An empty value would leave a star beside it to stand alone: it counts as none. */
  private NameSet resolve(Function<String, List<String>> claims) {
    if (text.equals(ANY)) {
      return NameSet.ANY;
    }
    List<NameSet.Step> steps = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Literal literal) {
        steps.add(new NameSet.OneOf(List.of(literal.text())));
      } else if (piece instanceof Piece.Claim claim) {
        steps.add(
            new NameSet.OneOf(
                claims.apply(claim.name()).stream().filter(value -> !value.isEmpty()).toList()));
      } else {
        steps.add(new NameSet.AnyText());
      }
    }
    return new NameSet(steps);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it stands in the file. */
  @Override
  public String toString() {
    return text;
  }
}
