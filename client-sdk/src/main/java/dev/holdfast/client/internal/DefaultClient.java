package dev.holdfast.client.internal;

import dev.holdfast.client.Accepted;
import dev.holdfast.client.AcknowledgedListener;
import dev.holdfast.client.AsyncEventHandler;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.DeadLetters;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.ErrorListener;
import dev.holdfast.client.EventHandler;
import dev.holdfast.client.GapListener;
import dev.holdfast.client.HistoryPage;
import dev.holdfast.client.HistoryQuery;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.JoinOptions;
import dev.holdfast.client.QueueInfo;
import dev.holdfast.client.ReceiptListener;
import dev.holdfast.client.StateListener;
import dev.holdfast.client.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The application's side of a client. */
final class DefaultClient implements HoldfastClient {
  private final Engine engine;

  private final ClientCalls calls;

  DefaultClient(Engine engine) {
    this.engine = engine;
    this.calls = new ClientCalls(engine);
  }

  @Override
  public CompletionStage<Void> connect() {
    return engine.connect();
  }

  @Override
  public CompletionStage<Confirm> join(String room, JoinOptions options) {
    return calls.join(room, options);
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
  public CompletionStage<Confirm> emit(
      Target target, EmitOptions options, String name, @Nullable Object... args) {
    return engine.emit(
        Request.emit(target, null, options, name, args),
        answer -> Responses.confirm(target, answer));
  }

  @Override
  public CompletionStage<Accepted> emitToOutbox(
      Target target, EmitOptions options, String name, @Nullable Object... args) {
    if (target.isVolatile()) {
      throw new IllegalArgumentException("a volatile event is not kept");
    }
    return engine.store(Request.emit(target, null, options, name, args), Responses::confirm);
  }

  @Override
  public CompletionStage<Boolean> cancel(String position) {
    return calls.cancel(position);
  }

  @Override
  public CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
    return calls.history(room, query);
  }

  @Override
  public DeadLetters deadLetters() {
    return calls;
  }

  @Override
  public Optional<QueueInfo> queue() {
    return engine.queue();
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
  public void onAcknowledged(AcknowledgedListener listener) {
    engine.onAcknowledged(listener);
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
