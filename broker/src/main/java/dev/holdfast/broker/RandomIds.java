package dev.holdfast.broker;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Ids that cannot be guessed: 20 characters, all but 120 random bits. None begins with a hyphen, so
 * that it can be given to a command as it is: one in 64 was taken for an option. Any thread.
 */
final class RandomIds implements Supplier<String> {
  private static final int BYTES = 15;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    byte[] bytes = new byte[BYTES];
    String id;
    do {
      random.nextBytes(bytes);
      id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    } while (id.startsWith("-"));
    return id;
  }
}
