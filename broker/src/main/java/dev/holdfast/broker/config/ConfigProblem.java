package dev.holdfast.broker.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place {@code file:line:column}, or the command line option
 * @param key the full name of the key; empty when the problem is not one key's
 * @param message what is wrong, and what would be right
 */
public record ConfigProblem(String place, String key, String message) {
  @Override
  public String toString() {
    return place + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
