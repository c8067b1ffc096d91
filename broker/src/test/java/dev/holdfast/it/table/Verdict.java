package dev.holdfast.it.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What became of a run of numbered events at one client.
 *
 * @param missed how many never came
 * @param again how many deliveries repeated an event of this run
 * @param stale how many deliveries repeated an event acknowledged before this run
 * @param ordered whether each connection brought rising numbers, and the first deliveries, all
 *     connections together, rose too
 */
record Verdict(int missed, int again, int stale, boolean ordered) {
  /**
   * Judges.
   *
   * @param first number of the run; those before it are acknowledged
   * @param end one past its last
   * @param connections the numbers that came, a list for each connection
   */
  static Verdict of(int first, int end, List<List<Integer>> connections) {
    Set<Integer> seen = new HashSet<>();
    List<Integer> firstTimes = new ArrayList<>();
    int again = 0;
    int stale = 0;
    for (int number : connections.stream().flatMap(List::stream).toList()) {
      if (number < first) {
        stale++;
      } else if (seen.add(number)) {
        firstTimes.add(number);
      } else {
        again++;
      }
    }
    boolean ordered = rises(firstTimes) && connections.stream().allMatch(Verdict::rises);
    return new Verdict(end - first - seen.size(), again, stale, ordered);
  }

  private static boolean rises(List<Integer> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i) <= numbers.get(i - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether every promise was kept; delivering again what was not acknowledged breaks none. */
  boolean good() {
    return missed == 0 && stale == 0 && ordered;
  }

  /** As the table has it. */
  @Override
  public String toString() {
    String repeated = stale == 0 ? "" + again : again + " and " + stale + " acknowledged";
    return missed + " · " + repeated + " · " + (ordered ? "yes" : "NO");
  }
}
