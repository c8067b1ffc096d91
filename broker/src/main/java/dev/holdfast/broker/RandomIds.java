package dev.holdfast.broker;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Ids that cannot be guessed: 20 characters, 120 random bits. Any thread. */
final class RandomIds implements Supplier<String> {
  private static final int BYTES = 15;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
