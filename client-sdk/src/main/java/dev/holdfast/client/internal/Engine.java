package dev.holdfast.client.internal;

import dev.holdfast.client.Accepted;
import dev.holdfast.client.AcknowledgedListener;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.QueueInfo;
import dev.holdfast.client.StateListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a client and a back-end both are: a core on its threads, from the start to the close. */
final class Engine {
  /** Beyond the close timeout: only a stuck event loop could take it. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private final Settings settings;
  private final ClientCore.Environment environment;
  private final ExecutorService callbacks;
  private final Handlers handlers = new Handlers();
  private final States states;
  private final ClientCore core;

  /** Completes when all of it is over. */
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  /**
   * Makes one that is not connected.
   *
   * @param callbacks that of the environment, which ends with the client
   */
  Engine(Settings settings, ClientCore.Environment environment, ExecutorService callbacks) {
    this.settings = settings;
    this.callbacks = callbacks;
    this.environment = environment;
    this.states = new States(environment.callbacks());
    this.core = new ClientCore(environment, settings, states, handlers);
    var unused = core.closed().thenRun(() -> new Thread(this::release, "holdfast-close").start());
  }

  Settings settings() {
    return settings;
  }

  Handlers handlers() {
    return handlers;
  }

  CompletionStage<Void> connect() {
    core.gate().unlessClosed(core::start);
    return Stages.mapped(core.connected(), done -> null);
  }

  /** Sends a request; the stage is what {@code read} makes of the answer. */
  <T extends @Nullable Object> CompletionStage<T> ask(Request request, Function<Response, T> read) {
    return Stages.mapped(core.gate().submit(request), read);
  }

  /** As {@link #ask}, for an emit, which is kept on disk where the client has an outbox. */
  <T extends @Nullable Object> CompletionStage<T> emit(
      Request request, Function<Response, T> read) {
    return core.storesEmits() && request.resend() != Request.Resend.NEVER
        ? Stages.mapped(core.store(request).answer(), read)
        : ask(request, read);
  }

  /** Takes an emit into the outbox; the stage completes when it is there. */
  CompletionStage<Accepted> store(Request request, Function<Response, Confirm> read) {
    StoredEmits.Stored stored = core.store(request);
    CompletionStage<Confirm> confirmed = Stages.mapped(stored.answer(), read);
    return Stages.mapped(stored.accepted(), nothing -> new Accepted(confirmed));
  }

  /** What the broker said of the queue at the last connect. */
  Optional<QueueInfo> queue() {
    return core.queue();
  }

  void onAcknowledged(AcknowledgedListener listener) {
    handlers.setAcknowledged(
        positions ->
            callbacks.execute(() -> States.tell(() -> listener.onAcknowledged(positions))));
  }

  void onState(StateListener listener) {
    states.add(listener);
  }

  ClientState state() {
    return states.current();
  }

  /** As {@link dev.holdfast.client.HoldfastClient#close()}. */
  void close() {
    core.gate().close(core::windDown);
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

  /**
   * Not on the event loop, which has to hear meanwhile from the outbox what became of the last
   * emits: their stages would never complete.
   */
  private void release() {
    Runnable last = closedStores();
    environment
        .loop()
        .execute(
            () -> {
              callbacks.shutdown();
              environment.loop().stop();
              last.run();
            });
  }

  private Runnable closedStores() {
    try {
      environment.stores().close();
      return () -> released.complete(null);
    } catch (RuntimeException notClosed) {
      return () -> released.completeExceptionally(notClosed);
    }
  }
}
