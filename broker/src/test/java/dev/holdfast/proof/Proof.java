package dev.holdfast.proof;

import java.util.Random;

/** How much a run of the proof does: little by default, the nightly's numbers by properties. */
public final class Proof {
  private Proof() {}

  /** The property {@code holdfast.proof.<name>}, or what the default run does. */
  public static int times(String name, int byDefault) {
    return Integer.getInteger("holdfast.proof." + name, byDefault);
  }

  /** A seed, printed; {@code -Dholdfast.proof.seed=N} sets it. */
  public static long seed(String what) {
    long seed = Long.getLong("holdfast.proof.seed", new Random().nextLong());
    System.out.println("seed of " + what + ": " + seed);
    return seed;
  }
}
