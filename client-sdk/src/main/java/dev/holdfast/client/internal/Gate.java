package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.TooManyUnconfirmedException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Where other threads come to the event loop, until the client is closed. Everything passes in one
 * order: what a handler asked for before it returned is sent before the acknowledgement of its
 * event, so a process that dies between has not acknowledged what it did not do. Thread-safe.
 */
final class Gate {
  private final EventLoop loop;
  private final Budget budget;
  private final Consumer<Request> taker;
  private final Mailbox<Runnable> mailbox;
  private boolean closed; // guarded by this: nothing is asked of the loop once it is set

  /**
   * An open one.
   *
   * @param taker takes requests, on the event loop
   * @param afterAll called there when it has caught up
   */
  Gate(EventLoop loop, Budget budget, Consumer<Request> taker, Runnable afterAll) {
    this.loop = loop;
    this.budget = budget;
    this.taker = taker;
    this.mailbox = new Mailbox<>(loop, Runnable::run, afterAll);
  }

  /** Takes a request; the answer says too when it was not taken. */
  synchronized CompletableFuture<Response> submit(Request request) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new HoldfastException(HoldfastException.CLOSED, "the client is closed"));
    }
    try {
      budget.take(request.size());
    } catch (TooManyUnconfirmedException full) {
      return CompletableFuture.failedFuture(full);
    }
    mailbox.post(() -> taker.accept(request));
    return request.answer();
  }

  /** Runs what belongs to events under way, closed or not; after the loop has ended it does not. */
  void post(Runnable task) {
    mailbox.post(task);
  }

  /** Runs a task on the loop unless it is closed. */
  synchronized void unlessClosed(Runnable task) {
    if (!closed) {
      loop.execute(task);
    }
  }

  /** Lets nothing more in, and runs {@code last} on the loop. Does nothing the second time. */
  synchronized void close(Runnable last) {
    if (!closed) {
      closed = true;
      loop.execute(last);
    }
  }
}
