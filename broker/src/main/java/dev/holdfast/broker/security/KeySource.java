package dev.holdfast.broker.security;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the keys for tokens come from. Any thread. */
public interface KeySource {
  /** All keys that are good now; null when none could be had yet. */
  @Nullable List<VerificationKey> keys();

  /** Whether there may be more public keys than these, which {@link #refresh()} would bring. */
  default boolean mayHaveMore() {
    return false;
  }

  /**
   * Looks for newer keys, since a token names one that is not among them.
   *
   * @return completed when they are there, or could not be had; null when it is not worth to wait:
   *     it was looked a moment ago, or there is nowhere to look
   */
  default @Nullable CompletionStage<?> refresh() {
    return null;
  }
}
