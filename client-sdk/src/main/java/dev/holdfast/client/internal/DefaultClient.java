package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.AsyncEventHandler;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.ErrorListener;
import dev.holdfast.client.EventHandler;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.StateListener;
import dev.holdfast.client.Target;
import dev.holdfast.client.TooManyUnconfirmedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The application's side of a client: brings what any thread asks for to the event loop. */
final class DefaultClient implements HoldfastClient {
  /** Beyond the close timeout: only a stuck event loop could take it. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private final Settings settings;
  private final EventLoop loop;
  private final ExecutorService callbacks;
  private final Budget budget;
  private final Handlers handlers = new Handlers();
  private final States states;
  private final ClientCore core;
  private final Mailbox<Request> requests;

  /** Completes when all of this client is over. */
  private final CompletableFuture<Void> released;

  private final Object gate = new Object();
  private boolean closed; // guarded by gate: nothing is posted to the loop once it is set

  DefaultClient(
      Settings settings,
      EventLoop loop,
      Transport.Connector connector,
      RandomGenerator random,
      ExecutorService callbacks) {
    this.settings = settings;
    this.loop = loop;
    this.callbacks = callbacks;
    this.budget = new Budget(settings.limits());
    this.states = new States(callbacks);
    ClientCore.Environment environment =
        new ClientCore.Environment(loop, connector, random, callbacks);
    this.core = new ClientCore(environment, settings, states, budget, handlers);
    this.requests = new Mailbox<>(loop, core::submit, () -> {});
    this.released = core.closed().thenRun(this::release);
  }

  @Override
  public CompletionStage<Void> connect() {
    synchronized (gate) {
      if (!closed) {
        loop.execute(core::start);
      }
    }
    return mapped(core.connected(), done -> null);
  }

  @Override
  public CompletionStage<Confirm> join(String room) {
    return mapped(submit(Request.verb("$join", Map.of("room", room))), DefaultClient::confirm);
  }

  @Override
  public CompletionStage<Void> leave(String room) {
    return mapped(submit(Request.verb("$leave", Map.of("room", room))), answer -> null);
  }

  @Override
  public CompletionStage<List<String>> rooms() {
    return mapped(submit(Request.verb("$rooms", Map.of())), DefaultClient::names);
  }

  @Override
  public CompletionStage<Confirm> emit(Target target, String name, Object... args) {
    return mapped(submit(Request.emit(target, name, args)), DefaultClient::confirm);
  }

  /**
   * What {@code read} makes of the answer. Unlike a dependent stage it fails with the very
   * exception that applications look for, not with a CompletionException around it.
   */
  private static <A, T extends @Nullable Object> CompletionStage<T> mapped(
      CompletableFuture<A> answer, Function<A, T> read) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
                return;
              }
              try {
                result.complete(read.apply(value));
              } catch (RuntimeException unreadable) {
                result.completeExceptionally(unreadable);
              }
            });
    return result;
  }

  private CompletableFuture<JsonNode> submit(Request request) {
    synchronized (gate) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new HoldfastException(HoldfastException.CLOSED, "the client is closed"));
      }
      try {
        budget.take(request.size());
      } catch (TooManyUnconfirmedException full) {
        return CompletableFuture.failedFuture(full);
      }
      requests.post(request);
      return request.answer();
    }
  }

  private static Confirm confirm(JsonNode answer) {
    if (!answer.path("position").isTextual()) {
      throw new HoldfastException(HoldfastException.BAD_ANSWER, "no position in " + answer);
    }
    return new Confirm(answer.path("position").textValue());
  }

  private static List<String> names(JsonNode answer) {
    JsonNode rooms = answer.path("rooms");
    if (!rooms.isArray()) {
      throw new HoldfastException(HoldfastException.BAD_ANSWER, "no rooms in " + answer);
    }
    List<String> names = new ArrayList<>(rooms.size());
    rooms.forEach(room -> names.add(room.asText()));
    return List.copyOf(names);
  }

  @Override
  public void on(String event, EventHandler handler) {
    handlers.set(event, Handlers.completedByReturning(handler));
  }

  @Override
  public void onAsync(String event, AsyncEventHandler handler) {
    handlers.set(event, handler);
  }

  @Override
  public void onAny(EventHandler handler) {
    handlers.setFallback(Handlers.completedByReturning(handler));
  }

  @Override
  public void onState(StateListener listener) {
    states.add(listener);
  }

  @Override
  public void onError(ErrorListener listener) {
    handlers.setErrors(listener);
  }

  @Override
  public ClientState state() {
    return states.current();
  }

  @Override
  public void close() {
    synchronized (gate) {
      if (!closed) {
        closed = true;
        loop.execute(core::windDown);
      }
    }
    if (!core.isDeliveryThread()) { // whose handler is one of the things to wait for
      awaitClosed();
    }
  }

  private void awaitClosed() {
    Duration longest = settings.limits().closeTimeout().plus(CLOSE_GRACE);
    try {
      released.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException stuck) {
      throw new IllegalStateException("the client could not be closed", stuck);
    }
  }

  private void release() {
    callbacks.shutdown();
    loop.stop();
  }
}
