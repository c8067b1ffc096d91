package dev.holdfast.proof;

import java.util.Random;

/** How much a run of the proof does: little by default, the nightly's numbers by properties. */
public final class Proof {
  private Proof() {}

  /**
   * How often something is done: as the property {@code holdfast.proof.<name>} says, or as the
   * default run does it. {@link Nightly} knows the nightly's numbers.
   */
  public static int times(String name, int byDefault) {
    return Integer.getInteger("holdfast.proof." + name, byDefault);
  }

  /**
   * How long something may take: the bound that is promised where a property gives the run its size
   * (it is alone on its machine then); in the default run one that only a fault exceeds, for
   * machines that stand still for a while.
   */
  public static long boundMs(String name, long promisedMs, long looseMs) {
    return Integer.getInteger("holdfast.proof." + name) == null ? looseMs : promisedMs;
  }

  /** A seed, printed; {@code -Dholdfast.proof.seed=N} sets it. */
  public static long seed(String what) {
    long seed = Long.getLong("holdfast.proof.seed", new Random().nextLong());
    System.out.println("seed of " + what + ": " + seed);
    return seed;
  }
}
