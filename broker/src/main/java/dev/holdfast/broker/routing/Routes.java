package dev.holdfast.broker.routing;

import java.util.List;

/**
 * The routes of one namespace: where an emit goes that names no target. The first route whose
 * pattern fits the event's name decides.
 *
 * @param rules in the order they are tried
 * @param otherwise for names that no pattern fits
 */
public record Routes(List<Rule> rules, Destination otherwise) {
  /** Copies the list. */
  public Routes {
    rules = List.copyOf(rules);
  }

  /**
   * One route.
   *
   * @param pattern an event name, in which {@code *} stands for any text
   * @param to where such events go
   */
  public record Rule(String pattern, Destination to) {
    boolean fits(String event) {
      return glob(pattern, event);
    }
  }

  /** As the classic chat expects: every plain emit goes to everyone. */
  public static Routes toEveryone() {
    return new Routes(List.of(), new Destination.Everyone());
  }

  /** Where a plain emit of this name goes. */
  public Destination of(String event) {
    for (Rule rule : rules) {
      if (rule.fits(event)) {
        return rule.to();
      }
    }
    return otherwise;
  }

  /**
   * Greedy matching that goes back to the last star only: no more than pattern times text steps.
   */
  private static boolean glob(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int afterStar = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        afterStar = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++afterStar;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
