package dev.holdfast.client.internal;

import dev.holdfast.client.Answers;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.Emitter;
import dev.holdfast.client.FetchedSession;
import dev.holdfast.client.Session;
import dev.holdfast.client.Target;
import dev.holdfast.client.Target.Names;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects names until something is done with them. */
final class DefaultEmitter implements Emitter {
  private final BackendCalls calls;
  private final Names to;
  private final Names except;
  private final boolean isVolatile;
  private final EmitOptions options;

  private DefaultEmitter(
      BackendCalls calls, Names to, Names except, boolean isVolatile, EmitOptions options) {
    this.calls = calls;
    this.to = to;
    this.except = except;
    this.isVolatile = isVolatile;
    this.options = options;
  }

  static Emitter toEveryone(BackendCalls calls) {
    return new DefaultEmitter(calls, Names.NONE, Names.NONE, false, EmitOptions.NONE);
  }

  private Emitter to(Names names) {
    return new DefaultEmitter(calls, names, except, isVolatile, options);
  }

  private Emitter except(Names names) {
    return new DefaultEmitter(calls, to, names, isVolatile, options);
  }

  @Override
  public Emitter to(String... rooms) {
    return to(to.andRooms(rooms));
  }

  @Override
  public Emitter toClient(String... clientIds) {
    return to(to.andClients(clientIds));
  }

  @Override
  public Emitter toSession(String... sids) {
    return to(to.andSessions(sids));
  }

  @Override
  public Emitter except(String... rooms) {
    return except(except.andRooms(rooms));
  }

  @Override
  public Emitter exceptClient(String... clientIds) {
    return except(except.andClients(clientIds));
  }

  @Override
  public Emitter exceptSession(String... sids) {
    return except(except.andSessions(sids));
  }

  @Override
  public Emitter asVolatile() {
    return new DefaultEmitter(calls, to, except, true, options);
  }

  @Override
  public Emitter with(EmitOptions wanted) {
    return new DefaultEmitter(calls, to, except, isVolatile, wanted);
  }

  private Target target() {
    return new Target(to, to.isEmpty(), except, isVolatile);
  }

  @Override
  public CompletionStage<Confirm> emit(String name, @Nullable Object... args) {
    return calls.emit(target(), options, name, args);
  }

  @Override
  public CompletionStage<Answers> emitWithAck(
      Duration timeout, String name, @Nullable Object... args) {
    return calls.ask(target(), timeout, name, args);
  }

  @Override
  public CompletionStage<List<FetchedSession>> fetchSessions() {
    return new SessionQuery(calls, to, except).fetch();
  }

  @Override
  public CompletionStage<Void> sessionsJoin(String... rooms) {
    return forEach(session -> session.join(rooms));
  }

  @Override
  public CompletionStage<Void> sessionsLeave(String... rooms) {
    return forEach(session -> session.leave(rooms));
  }

  @Override
  public CompletionStage<Void> disconnectSessions(boolean close) {
    return forEach(session -> session.disconnect(close));
  }

  private CompletionStage<Void> forEach(Function<Session, CompletionStage<Void>> change) {
    return new SessionQuery(calls, to, except).forEach(change);
  }
}
