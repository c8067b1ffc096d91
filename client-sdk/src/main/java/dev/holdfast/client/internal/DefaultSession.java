package dev.holdfast.client.internal;

import dev.holdfast.client.Answer;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.Emitter;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Session;
import dev.holdfast.client.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Names a session in verbs. Immutable. */
class DefaultSession implements Session {
  /** The broker's word for: there is no such session. */
  static final String UNKNOWN = "unknown-session";

  private final BackendCalls calls;
  private final String sid;
  private final Optional<String> clientId;

  DefaultSession(BackendCalls calls, String sid, Optional<String> clientId) {
    this.calls = calls;
    this.sid = sid;
    this.clientId = clientId;
  }

  @Override
  public final String sid() {
    return sid;
  }

  @Override
  public final Optional<String> clientId() {
    return clientId;
  }

  @Override
  public final String namespace() {
    return calls.namespace();
  }

  @Override
  public final CompletionStage<Confirm> emit(String name, @Nullable Object... args) {
    return calls.emit(Target.toSessions(sid), name, args);
  }

  @Override
  public final CompletionStage<Answer> emitWithAck(
      Duration timeout, String name, @Nullable Object... args) {
    return Stages.mapped(
        calls.ask(Target.toSessions(sid), timeout, name, args),
        answers -> {
          if (answers.answers().isEmpty()) {
            throw new HoldfastException(
                HoldfastException.NO_ANSWER, "session " + sid + " has not answered " + name);
          }
          return answers.answers().get(0);
        });
  }

  @Override
  public final Emitter asVolatile() {
    return DefaultEmitter.toEveryone(calls).toSession(sid).asVolatile();
  }

  @Override
  public final Emitter broadcast() {
    return DefaultEmitter.toEveryone(calls).exceptSession(sid);
  }

  @Override
  public final Emitter to(String... rooms) {
    return broadcast().to(rooms);
  }

  @Override
  public final CompletionStage<Void> join(String... rooms) {
    return each(calls::join, rooms);
  }

  @Override
  public final CompletionStage<Void> leave(String... rooms) {
    return each(calls::leave, rooms);
  }

  private CompletionStage<Void> each(
      BiFunction<String, String, CompletionStage<Void>> verb, String... rooms) {
    return Stages.mapped(
        Stages.all(Arrays.stream(rooms).map(room -> verb.apply(sid, room)).toList()), done -> null);
  }

  @Override
  public final CompletionStage<List<String>> rooms() {
    return calls.rooms(sid);
  }

  @Override
  public final CompletionStage<Void> disconnect(boolean close) {
    return calls.disconnect(sid, close);
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof DefaultSession session
        && session.sid.equals(sid)
        && session.calls == calls;
  }

  @Override
  public final int hashCode() {
    return sid.hashCode();
  }

  @Override
  public final String toString() {
    return "session " + sid + clientId.map(id -> " of " + id).orElse("");
  }
}
