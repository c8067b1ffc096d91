package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * Whether a client may join the namespace.
 *
 * @param accepted true when it may
 * @param message what a refused client is told
 * @param data for the refused client's program, turned into JSON by Jackson; null for none
 */
public record Decision(boolean accepted, String message, @Nullable Object data) {
  /** It may. */
  public static Decision accept() {
    return new Decision(true, "", null);
  }

  /** It may not. Stock clients do not try again by themselves. */
  public static Decision refuse(String message) {
    return new Decision(false, message, null);
  }

  /** It may not, and is told more: {@code error.data} of a stock client. */
  public static Decision refuse(String message, Object data) {
    return new Decision(false, message, data);
  }
}
