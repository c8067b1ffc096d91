package dev.holdfast.broker.routing;

/** Names with {@code *} in them, which stands for any text, the empty one included. */
final class Glob {
  private Glob() {}

  /** True when there is a star in it: then it is no name itself. */
  static boolean isPattern(String name) {
    return name.indexOf('*') >= 0;
  }

  /**
   * Greedy matching that goes back to the last star only: no more than pattern times text steps.
   */
  static boolean fits(String pattern, String text) {
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
