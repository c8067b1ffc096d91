package dev.holdfast.client.internal;

import dev.holdfast.client.ClientState;
import dev.holdfast.client.StateListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a client and a back-end both are: a core on its threads, from the start to the close. */
final class Engine {
  /** Beyond the close timeout: only a stuck event loop could take it. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private final Settings settings;
  private final EventLoop loop;
  private final ExecutorService callbacks;
  private final Handlers handlers = new Handlers();
  private final States states;
  private final ClientCore core;

  /** Completes when all of it is over. */
  private final CompletableFuture<Void> released;

  Engine(
      Settings settings,
      EventLoop loop,
      Transport.Connector connector,
      RandomGenerator random,
      ExecutorService callbacks) {
    this.settings = settings;
    this.loop = loop;
    this.callbacks = callbacks;
    this.states = new States(callbacks);
    ClientCore.Environment environment =
        new ClientCore.Environment(loop, connector, random, callbacks);
    this.core = new ClientCore(environment, settings, states, handlers);
    this.released = core.closed().thenRun(this::release);
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

  private void release() {
    callbacks.shutdown();
    loop.stop();
  }
}
