package dev.holdfast.client.internal;

import dev.holdfast.client.Answers;
import dev.holdfast.client.AsyncAuthorizer;
import dev.holdfast.client.AsyncSessionEventHandler;
import dev.holdfast.client.Authorizer;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.ConnectionHandler;
import dev.holdfast.client.DisconnectHandler;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.Emitter;
import dev.holdfast.client.ErrorListener;
import dev.holdfast.client.FetchedSession;
import dev.holdfast.client.GapListener;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.ReceiptListener;
import dev.holdfast.client.Session;
import dev.holdfast.client.SessionEventHandler;
import dev.holdfast.client.StateListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The application's side of a back-end. */
final class DefaultBackend implements HoldfastBackend {
  private final Engine engine;
  private final BackendCalls calls;
  private final BackendHandlers handlers;
  private final Emitter everyone;

  DefaultBackend(Engine engine) {
    this.engine = engine;
    this.calls = new BackendCalls(engine);
    this.handlers = new BackendHandlers(calls, engine);
    this.everyone = DefaultEmitter.toEveryone(calls);
  }

  @Override
  public CompletionStage<Void> connect() {
    return engine.connect();
  }

  @Override
  public void authorize(Authorizer authorizer) {
    authorizeAsync(request -> CompletableFuture.completedFuture(authorizer.authorize(request)));
  }

  @Override
  public void authorizeAsync(AsyncAuthorizer authorizer) {
    handlers.authorize(authorizer);
  }

  @Override
  public void onConnection(ConnectionHandler handler) {
    handlers.onConnection(handler);
  }

  @Override
  public void onDisconnecting(DisconnectHandler handler) {
    handlers.onDisconnecting(handler);
  }

  @Override
  public void onDisconnect(DisconnectHandler handler) {
    handlers.onDisconnect(handler);
  }

  @Override
  public void on(String event, SessionEventHandler handler) {
    handlers.on(event, BackendHandlers.completedByReturning(handler));
  }

  @Override
  public void onAsync(String event, AsyncSessionEventHandler handler) {
    handlers.on(event, handler);
  }

  @Override
  public void onAny(SessionEventHandler handler) {
    handlers.onAny(BackendHandlers.completedByReturning(handler));
  }

  @Override
  public void onGap(GapListener listener) {
    engine.handlers().setGaps(listener);
  }

  @Override
  public void onReceipt(ReceiptListener listener) {
    engine.handlers().setReceipts(listener);
  }

  @Override
  public void onState(StateListener listener) {
    engine.onState(listener);
  }

  @Override
  public void onError(ErrorListener listener) {
    engine.handlers().setErrors(listener);
  }

  @Override
  public Session session(String sid) {
    return new DefaultSession(calls, sid, Optional.empty());
  }

  @Override
  public ClientState state() {
    return engine.state();
  }

  @Override
  public void close() {
    handlers.stop();
    engine.close();
  }

  @Override
  public Emitter to(String... rooms) {
    return everyone.to(rooms);
  }

  @Override
  public Emitter toClient(String... clientIds) {
    return everyone.toClient(clientIds);
  }

  @Override
  public Emitter toSession(String... sids) {
    return everyone.toSession(sids);
  }

  @Override
  public Emitter except(String... rooms) {
    return everyone.except(rooms);
  }

  @Override
  public Emitter exceptClient(String... clientIds) {
    return everyone.exceptClient(clientIds);
  }

  @Override
  public Emitter exceptSession(String... sids) {
    return everyone.exceptSession(sids);
  }

  @Override
  public Emitter asVolatile() {
    return everyone.asVolatile();
  }

  @Override
  public Emitter with(EmitOptions options) {
    return everyone.with(options);
  }

  @Override
  public CompletionStage<Confirm> emit(String name, @Nullable Object... args) {
    return everyone.emit(name, args);
  }

  @Override
  public CompletionStage<Answers> emitWithAck(
      Duration timeout, String name, @Nullable Object... args) {
    return everyone.emitWithAck(timeout, name, args);
  }

  @Override
  public CompletionStage<List<FetchedSession>> fetchSessions() {
    return everyone.fetchSessions();
  }

  @Override
  public CompletionStage<Void> sessionsJoin(String... rooms) {
    return everyone.sessionsJoin(rooms);
  }

  @Override
  public CompletionStage<Void> sessionsLeave(String... rooms) {
    return everyone.sessionsLeave(rooms);
  }

  @Override
  public CompletionStage<Void> disconnectSessions(boolean close) {
    return everyone.disconnectSessions(close);
  }
}
