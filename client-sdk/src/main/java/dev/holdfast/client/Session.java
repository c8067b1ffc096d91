package dev.holdfast.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A back-end's handle on one connection of one client: what {@code socket} is in a Socket.IO
 * server. It holds names only and may be kept, or made again from a sid by {@link
 * HoldfastBackend#session}. Two handles on one session are equal. Thread-safe.
 *
 * <p>Stages fail with {@link HoldfastException}: of code {@code unknown-session} when the session
 * is over, otherwise as {@link HoldfastClient#emit} says.
 */
public interface Session {
  /** Its Socket.IO id. Empty for an event that no session emitted. */
  String sid();

  /** Its client, if that has a name and the broker said so. */
  Optional<String> clientId();

  /** Its namespace. */
  String namespace();

  /**
   * Sends an event to its client. It is kept until that has it, over lost connections, for as long
   * as the client is known.
   *
   * @param args as for {@link HoldfastClient#emit}
   * @throws IllegalArgumentException as {@link HoldfastClient#emit}
   */
  CompletionStage<Confirm> emit(String name, @Nullable Object... args);

  /**
   * Asks the session: its handler's ack function answers. The question is not kept.
   *
   * @return completes with the answer; fails with code {@link HoldfastException#NO_ANSWER} when
   *     none came in time, or {@link HoldfastException#CONNECTION_LOST} when this back-end's
   *     connection was lost, after which nobody knows
   */
  CompletionStage<Answer> emitWithAck(Duration timeout, String name, @Nullable Object... args);

  /** An emitter to this session of events that are not kept. */
  Emitter asVolatile();

  /** An emitter to everyone but this session. */
  Emitter broadcast();

  /** An emitter to the members of these rooms but this session. */
  Emitter to(String... rooms);

  /** Makes its client a member of these rooms; completes when that is durable. */
  CompletionStage<Void> join(String... rooms);

  /** Ends its client's membership; completes when that is durable. */
  CompletionStage<Void> leave(String... rooms);

  /** The rooms it is in. */
  CompletionStage<List<String>> rooms();

  /** Ends the session but not its connection; completes at once when it is over already. */
  default CompletionStage<Void> disconnect() {
    return disconnect(false);
  }

  /**
   * Ends the session. A stock client stays away after it, unless its connection is closed.
   *
   * @param close true to close the connection too, with every other namespace on it
   */
  CompletionStage<Void> disconnect(boolean close);
}
