package dev.holdfast.broker.security.permission;

import java.util.List;

/**
 * The names that a pattern fits for one client. Matching takes no more steps than the name has
 * characters for each value of the pattern: nothing is tried twice. Immutable.
 */
final class NameSet {
  /** Every name there is. */
  static final NameSet ANY = new NameSet(List.of(new AnyText()));

  /**
   * The longest name that is looked at, in characters: rooms and clients have shorter ones, and an
   * event's name may be as long as a frame.
   */
  static final int MAX_LENGTH = 1024;

  private final List<Step> steps;

  NameSet(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** A part of the pattern: leads from some places of a text to those where the next one begins. */
  sealed interface Step {
    /**
     * The places after this part.
     *
     * @param before true at the index of each place where it may begin
     */
    boolean[] after(boolean[] before, String text);
  }

  /** One of these texts; none fits where there is none. */
  record OneOf(List<String> texts) implements Step {
    @Override
    public boolean[] after(boolean[] before, String text) {
      boolean[] after = new boolean[before.length];
      for (int at = 0; at < before.length; at++) {
        if (before[at]) {
          for (String one : texts) {
            if (text.startsWith(one, at)) {
              after[at + one.length()] = true;
            }
          }
        }
      }
      return after;
    }
  }

  /** Any text, the empty one included. */
  record AnyText() implements Step {
    @Override
    public boolean[] after(boolean[] before, String text) {
      boolean[] after = new boolean[before.length];
      boolean reached = false;
      for (int at = 0; at < before.length; at++) {
        reached |= before[at];
        after[at] = reached;
      }
      return after;
    }
  }

  /** True when all names fit. */
  boolean isAny() {
    return this == ANY;
  }

  /** True when the name fits. */
  boolean fit(String name) {
    if (isAny()) {
      return true;
    }
    if (name.length() > MAX_LENGTH) {
      return false;
    }
    boolean[] places = new boolean[name.length() + 1];
    places[0] = true;
    for (Step step : steps) {
      places = step.after(places, name);
    }
    return places[name.length()];
  }

  /** True when the name fits one of these. */
  static boolean anyFits(List<NameSet> sets, String name) {
    for (NameSet set : sets) {
      if (set.fit(name)) {
        return true;
      }
    }
    return false;
  }
}
