package dev.holdfast.client;

import java.util.List;
import java.util.Optional;

/**
 * What came of asking several sessions.
 *
 * @param answers of those that answered in time
 * @param missing who was asked and did not
 */
public record Answers(List<Answer> answers, List<Missing> missing) {
  /** Copies the lists. */
  public Answers {
    answers = List.copyOf(answers);
    missing = List.copyOf(missing);
  }

  /** True when everybody who was asked has answered. */
  public boolean isComplete() {
    return missing.isEmpty();
  }

  /**
   * Somebody who did not answer.
   *
   * @param sid the session; empty for a client that has none just now
   * @param clientId the client, if it has a name
   */
  public record Missing(Optional<String> sid, Optional<String> clientId) {}
}
