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
   * @param route what becomes of such events
   */
  public record Rule(String pattern, Route route) {
    /** A rule that says no more than where to. */
    public Rule(String pattern, Destination to) {
      this(pattern, Route.to(to));
    }
  }

  /** As the classic chat expects: every plain emit goes to everyone. */
  public static Routes toEveryone() {
    return new Routes(List.of(), new Destination.Everyone());
  }

  /** What becomes of a plain emit of this name. */
  public Route of(String event) {
    for (Rule rule : rules) {
      if (Glob.fits(rule.pattern(), event)) {
        return rule.route();
      }
    }
    return Route.to(otherwise);
  }
}
