package dev.holdfast.broker;

import java.security.SecureRandom;

/** Names for histories that begin: of a store that is created, and of one that is restored. */
public final class Epochs {
  private Epochs() {}

  /** A number that tells one history from another; no more than six digits in base 36. */
  public static int next() {
    return 1 + new SecureRandom().nextInt(Integer.MAX_VALUE - 1);
  }
}
