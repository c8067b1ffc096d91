package dev.holdfast.client.internal;

import dev.holdfast.client.AsyncEventHandler;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.ErrorListener;
import dev.holdfast.client.EventHandler;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.StateListener;
import dev.holdfast.client.Target;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The application's side of a client. */
final class DefaultClient implements HoldfastClient {
  private final Engine engine;

  DefaultClient(Engine engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<Void> connect() {
    return engine.connect();
  }

  @Override
  public CompletionStage<Confirm> join(String room) {
    return engine.ask(Request.verb("$join", Json.object().put("room", room)), Responses::confirm);
  }

  @Override
  public CompletionStage<Void> leave(String room) {
    return engine.ask(Request.verb("$leave", Json.object().put("room", room)), answer -> null);
  }

  @Override
  public CompletionStage<List<String>> rooms() {
    return engine.ask(Request.verb("$rooms", Json.object()), Responses::rooms);
  }

  @Override
  public CompletionStage<Confirm> emit(Target target, String name, @Nullable Object... args) {
    return engine.ask(
        Request.emit(target, null, name, args), answer -> Responses.confirm(target, answer));
  }

  @Override
  public void on(String event, EventHandler handler) {
    engine.handlers().set(event, Handlers.completedByReturning(handler));
  }

  @Override
  public void onAsync(String event, AsyncEventHandler handler) {
    engine.handlers().set(event, handler::handle);
  }

  @Override
  public void onAny(EventHandler handler) {
    engine.handlers().setFallback(Handlers.completedByReturning(handler));
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
  public ClientState state() {
    return engine.state();
  }

  @Override
  public void close() {
    engine.close();
  }
}
