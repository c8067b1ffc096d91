package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * The part of the {@link Promises} that is about events that are not handled: what was receipted of
 * it is not forgotten, nothing comes before its time, and what is given up is a dead letter.
 */
final class FailurePromises {
  private final ReferenceLog log;
  private final BiPredicate<String, Long> done;

  /** How many failed attempts the broker has receipted: by client and offset. */
  private final Map<String, Map<Long, Integer>> receipted = new HashMap<>();

  /**
   * Nothing has failed yet.
   *
   * @param done whether nothing more has to come of an event to a client
   */
  FailurePromises(ReferenceLog log, BiPredicate<String, Long> done) {
    this.log = log;
    this.done = done;
  }

  /** A session is told what has failed before. */
  void checkKnown(ClientSnapshot snapshot) {
    String id = snapshot.key().clientId();
    receipted
        .getOrDefault(log.life(id), Map.of())
        .forEach(
            (offset, failed) -> {
              Attempt known = snapshot.attempts().get(offset);
              Violation.unless(
                  done.test(id, offset) || (known != null && known.failed() >= failed),
                  "ATTEMPTS",
                  "%s was told that %d attempts with %d had failed, but %s is known",
                  id,
                  failed,
                  offset,
                  known);
            });
  }

  /** A session is sent an event. */
  void checkTime(SimSession session, long offset) {
    String id = session.client();
    ReferenceFailures failures = log.client(id).failures;
    Violation.unless(
        !failures.givenUp.contains(offset), "P3", "%s got %d, a dead letter", id, offset);
    Attempt failed = failures.attempts.get(offset);
    Violation.unless(
        !session.givesBack() || failed == null || failed.notBeforeMs() <= session.lane().nowMs(),
        "DELAY",
        "%s got %d before its next attempt was due",
        id,
        offset);
  }

  /**
   * Whether an event may come later than others: its time had not come when the reader came to it.
   *
   * @param since when the session began to read
   */
  boolean mayWait(SimSession session, long since, long offset) {
    Attempt failed = log.client(session.client()).failures.attempts.get(offset);
    return session.givesBack()
        && !session.strict()
        && failed != null
        && failed.notBeforeMs() > since;
  }

  /** The broker has written down what the client did not handle; returns what it gave up. */
  List<Long> decided(LogRecord.Failed record, Applied.Retried retried) {
    String id = record.client().clientId();
    Map<Long, Integer> attempts =
        receipted.computeIfAbsent(log.life(id), client -> new HashMap<>());
    if (record.receipted()) {
      retried.retries().forEach((offset, attempt) -> attempts.put(offset, attempt.failed()));
    }
    List<Long> givenUp = new ArrayList<>(record.failure().offsets());
    givenUp.removeAll(retried.retries().keySet());
    for (long offset : givenUp) {
      Violation.unless(
          done.test(id, offset), "P2", "%d of %s is given up, but no dead letter", offset, id);
      attempts.remove(offset);
    }
    return givenUp;
  }

  /** The offsets of a client's dead letters, as they have to be. */
  List<Long> deadLetters(String id) {
    ReferenceClient client = log.client(id);
    return client == null ? List.of() : List.copyOf(client.failures.deadLetters.keySet());
  }

  /** What was given up is there to be seen, each once, and nothing else. */
  void checkDeadLetters(String id, List<DeadLetter> stored) {
    ReferenceClient client = log.client(id);
    if (client == null) {
      return;
    }
    Map<Long, Integer> found = new HashMap<>();
    for (DeadLetter letter : stored) {
      long offset = letter.event().offset();
      found.put(offset, letter.attempts());
      Violation.unless(
          log.says(offset, letter.event().body()),
          "P2",
          "the dead letter %d of %s has another content",
          offset,
          id);
    }
    Map<Long, Integer> expected = client.failures.deadLetters;
    found.keySet().removeAll(client.failures.doubtful.keySet());
    Violation.unless(
        found.equals(expected), "P2", "the dead letters of %s are %s, not %s", id, found, expected);
  }
}
