package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link View} that follows from events not being handled: failed attempts, and the
 * dead letters that come of them. Owned by the shard writer.
 */
final class Failures {
  private final AttemptTable attempts;
  private final DeadLetterTable deadLetters;
  private final Policies policies;
  private final QueueCounters counters;
  private final PageReader stored;

  /** Over the tables of a store. */
  Failures(Store store, Policies policies, QueueCounters counters) {
    this.attempts = new AttemptTable(store);
    this.deadLetters = new DeadLetterTable(store);
    this.policies = policies;
    this.counters = counters;
    this.stored = new PageReader(store, 0);
  }

  /** The client is about to get a session, which has to know them. */
  void load(ClientState client) {
    attempts.of(client);
  }

  /** The client's cursor has moved. */
  void acknowledged(ClientState client, Store.Batch batch) {
    attempts.dropAcknowledged(client, batch);
  }

  /** The client is no more. */
  void forget(ClientState client, Store.Batch batch) {
    attempts.forget(client, batch);
    if (client.lifetime != Lifetime.SESSION) {
      deadLetters.forget(client, batch);
    }
  }

  /**
   * Counts a failed attempt for each of the events, or gives up on them. The caller acknowledges
   * those that are dead, with the same batch.
   *
   * @param emits to find events of the commit under way
   */
  Applied.Retried failed(
      ClientState client, LogRecord.Failed record, Emits emits, Store.Batch batch) {
    RedeliveryPolicy policy = policies.redelivery(client.key.namespace());
    TreeMap<Long, Attempt> retries = new TreeMap<>();
    List<Long> dead = new ArrayList<>();
    Failure failure = record.failure();
    for (long offset : failure.offsets()) {
      if (client.cursor.covers(offset)) {
        continue;
      }
      Attempt attempt = Attempt.after(attempts.of(client).get(offset), policy, failure);
      Event event = policy.givesUpAfter(attempt.failed()) ? event(client, offset, emits) : null;
      if (event == null) {
        attempts.put(client, offset, attempt, batch);
        retries.put(offset, attempt);
        counters.failedAttempt();
      } else {
        DeadLetter letter =
            new DeadLetter(event, attempt.failed(), failure.reason(), failure.timeMs());
        deadLetters.put(client, letter, batch);
        dead.add(offset);
        counters.deadLetter();
      }
    }
    return new Applied.Retried(retries, dead);
  }

  /** Null when it is not stored any more: then whoever reads the queue finds that out. */
  private @Nullable Event event(ClientState client, long offset, Emits emits) {
    Event underWay = emits.underWay(offset);
    if (underWay != null) {
      return underWay;
    }
    List<Event> found =
        stored
            .read(
                new PageRequest(
                    client.key.clientId(),
                    List.copyOf(client.memberships),
                    offset - 1,
                    offset,
                    1,
                    Long.MAX_VALUE))
            .events();
    return found.isEmpty() || found.get(0).gap() != null ? null : found.get(0);
  }

  /**
   * Takes a dead letter to put it into its client's inbox.
   *
   * @param offset where it comes to stand
   * @return null when there is no such dead letter, or not any more
   */
  @Nullable Event replay(
      long offset, ClientState client, LogRecord.Replay replay, Store.Batch batch) {
    DeadLetter letter = deadLetters.get(client, replay.deadOffset());
    if (letter == null) {
      return null;
    }
    deadLetters.remove(client, replay.deadOffset(), batch);
    LogRecord.Emit again = again(client, letter.event(), replay.timeMs());
    return new Event(offset, again, new long[] {client.number}, new long[0]);
  }

  /** The same for this client alone; it still says which rooms it was emitted to. */
  private static LogRecord.Emit again(ClientState client, Event event, long timeMs) {
    List<StreamName> targets = new ArrayList<>();
    targets.add(StreamName.inbox(client.key.namespace(), client.key.clientId()));
    event.targets().stream()
        .filter(target -> target.kind() == StreamName.Kind.ROOM)
        .forEach(targets::add);
    EmitMarks marks =
        EmitMarks.NONE.withId(event.id()).withOrigin(event.origin()).withTrace(event.trace());
    return new LogRecord.Emit(
        event.publisher(), timeMs, Audience.to(targets), marks, event.emit().content());
  }

  /** Deletes dead letters. */
  Applied purge(ClientState client, LogRecord.Purge purge, Store.Batch batch) {
    int purged = 0;
    for (long offset : purge.deadOffsets()) {
      if (deadLetters.get(client, offset) != null) {
        deadLetters.remove(client, offset, batch);
        purged++;
      }
    }
    return new Applied.Purged(purged);
  }

  void committed() {
    deadLetters.committed();
  }
}
