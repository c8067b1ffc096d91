package dev.holdfast.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The dead letters of one client. Stages fail as {@link HoldfastClient#emit} says. Thread-safe. */
public interface DeadLetters {
  /**
   * Some of them, in their order.
   *
   * @param from {@link Page#next()} of the page before; empty for the first page
   * @param limit how many at most
   */
  CompletionStage<Page> list(Optional<String> from, int limit);

  /** Has these delivered again as new events; completes with how many there were. */
  CompletionStage<Integer> replay(List<String> positions);

  /** Deletes these; completes with how many there were. */
  CompletionStage<Integer> purge(List<String> positions);

  /**
   * Some dead letters.
   *
   * @param next where to go on; empty when these were the last
   */
  record Page(List<DeadLetter> letters, Optional<String> next) {
    /** Copies the list. */
    public Page {
      letters = List.copyOf(letters);
    }
  }
}
