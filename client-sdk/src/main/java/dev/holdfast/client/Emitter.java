package dev.holdfast.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Emits to those it names: everyone of the namespace as long as nobody is named, else all that any
 * of its parts names, each once, but for those excepted. Immutable: its operators make new ones.
 * Thread-safe.
 */
public interface Emitter {
  /** Names the members of these rooms. */
  Emitter to(String... rooms);

  /** Names these clients, connected or not. */
  Emitter toClient(String... clientIds);

  /** Names these sessions. */
  Emitter toSession(String... sids);

  /** Excepts the members of these rooms. */
  Emitter except(String... rooms);

  /** Excepts these clients. */
  Emitter exceptClient(String... clientIds);

  /** Excepts these sessions. */
  Emitter exceptSession(String... sids);

  /** For events that are not kept: as {@link Target#asVolatile()} says. */
  Emitter asVolatile();

  /** For events of which this is asked. Not with {@link #asVolatile()}. */
  Emitter with(EmitOptions options);

  /**
   * Sends an event. It may be called while there is no connection, and is then sent later; the
   * broker stores it once however often it was sent.
   *
   * @param args turned into JSON by Jackson; a {@code byte[]} travels as a binary attachment, of
   *     which there are at most ten
   * @return completes once the event is durable; fails as {@link HoldfastClient#emit}
   * @throws IllegalArgumentException as {@link HoldfastClient#emit}
   */
  CompletionStage<Confirm> emit(String name, @Nullable Object... args);

  /**
   * Asks all of those who are connected. The question is not kept, nor asked twice.
   *
   * @param timeout how long the broker waits for answers, at least a millisecond
   * @return completes when all have answered or the time is over; fails with {@link
   *     HoldfastException}, of code {@link HoldfastException#CONNECTION_LOST} when this back-end is
   *     not connected, or no longer
   */
  CompletionStage<Answers> emitWithAck(Duration timeout, String name, @Nullable Object... args);

  /**
   * The sessions of those it names, but for those of back-ends.
   *
   * @return fails with code {@link HoldfastException#TOO_MANY_SESSIONS} when there are more than
   *     the broker lists, rather than leave some out
   */
  CompletionStage<List<FetchedSession>> fetchSessions();

  /** Has all of {@link #fetchSessions()} join these rooms; completes when all have. */
  CompletionStage<Void> sessionsJoin(String... rooms);

  /** Has all of {@link #fetchSessions()} leave these rooms; completes when all have. */
  CompletionStage<Void> sessionsLeave(String... rooms);

  /** Ends all of {@link #fetchSessions()} as {@link Session#disconnect(boolean)} does. */
  CompletionStage<Void> disconnectSessions(boolean close);
}
