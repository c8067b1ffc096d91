package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.TooManyUnconfirmedException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where other threads come to the event loop, until the client is closed. Everything passes in one
 * order: what a handler asked for before it returned is sent before the acknowledgement of its
 * event, so a process that dies between has not acknowledged what it did not do. For the same
 * reason a handler that is under way when the client begins to close is still let in: its event
 * will be acknowledged. Thread-safe.
 */
final class Gate {
  private final EventLoop loop;
  private final Budget budget;
  private final Consumer<Request> taker;
  private final Mailbox<Runnable> mailbox;
  private final BooleanSupplier inHandler;
  private State state = State.OPEN; // guarded by this

  /**
   * An open one.
   *
   * @param taker takes requests, on the event loop
   * @param afterAll called there when it has caught up
   * @param inHandler true on a thread that runs a handler
   */
  Gate(
      EventLoop loop,
      Budget budget,
      Consumer<Request> taker,
      Runnable afterAll,
      BooleanSupplier inHandler) {
    this.loop = loop;
    this.budget = budget;
    this.taker = taker;
    this.inHandler = inHandler;
    this.mailbox = new Mailbox<>(loop, Runnable::run, afterAll);
  }

  /** Takes a request; the answer says too when it was not taken. */
  CompletableFuture<Response> submit(Request request) {
    return submit(request, inHandler.getAsBoolean());
  }

  /** Takes what belongs to the handling of an event, on whichever thread that ends. */
  CompletableFuture<Response> submitForEvent(Request request) {
    return submit(request, true);
  }

  private synchronized CompletableFuture<Response> submit(Request request, boolean ofHandler) {
    HoldfastException closing = refusal(ofHandler);
    if (closing != null) {
      return CompletableFuture.failedFuture(closing);
    }
    try {
      budget.take(request.size());
    } catch (TooManyUnconfirmedException full) {
      return CompletableFuture.failedFuture(full);
    }
    mailbox.post(() -> taker.accept(request));
    return request.answer();
  }

  /**
   * Lets in what does not come by way of the event loop: by the time the gate is shut it is where
   * it belongs.
   *
   * @param taken takes it, without waiting for anything
   * @param refused is given why it is not let in
   */
  synchronized <T> T letIn(Supplier<T> taken, Function<HoldfastException, T> refused) {
    HoldfastException closing = refusal(inHandler.getAsBoolean());
    return closing == null ? taken.get() : refused.apply(closing);
  }

  private synchronized @Nullable HoldfastException refusal(boolean ofHandler) {
    boolean refused = state == State.SHUT || (state == State.CLOSING && !ofHandler);
    return refused ? new HoldfastException(HoldfastException.CLOSED, "the client is closed") : null;
  }

  /** Runs what belongs to events under way, closed or not; after the loop has ended it does not. */
  void post(Runnable task) {
    mailbox.post(task);
  }

  /** Runs a task on the loop unless the client is being closed. */
  synchronized void unlessClosed(Runnable task) {
    if (state == State.OPEN) {
      loop.execute(task);
    }
  }

  /**
   * Lets nothing more in but what handlers ask for, and runs {@code windDown} on the loop. Does
   * nothing the second time.
   */
  synchronized void close(Runnable windDown) {
    if (state == State.OPEN) {
      state = State.CLOSING;
      loop.execute(windDown);
    }
  }

  /** Lets nothing in any more: handlers have ended, or had the time to. */
  synchronized void shut() {
    state = State.SHUT;
  }

  private enum State {
    OPEN,
    CLOSING,
    SHUT
  }
}
