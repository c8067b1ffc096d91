package dev.holdfast.client.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application for tokens, one question at a time for the way to a connection, and counts
 * those the broker has refused. Owner: the event loop.
 */
final class TokenDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final Executor callbacks;
  private final Settings.@Nullable Tokens tokens;

  /** The question whose answer is awaited; one that is not this any more is ignored. */
  private @Nullable Object awaited;

  private EventLoop.Timer patience = () -> {};
  private boolean refusedBefore;

  TokenDesk(EventLoop loop, Executor callbacks, Settings.@Nullable Tokens tokens) {
    this.loop = loop;
    this.callbacks = callbacks;
    this.tokens = tokens;
  }

  /** Takes what came of a question, on the event loop. */
  interface Answer {
    /** Null where the client has no credential at all. */
    void token(@Nullable String token);

    /** There is none now. */
    void failed(String reason);
  }

  /** Asks; the answer to an earlier question is not waited for any more. */
  void ask(Answer answer) {
    cancel();
    if (tokens == null) {
      answer.token(null);
      return;
    }
    Object question = new Object();
    awaited = question;
    patience =
        loop.schedule(PATIENCE, () -> settle(question, () -> answer.failed("no token in time")));
    callbacks.execute(
        () ->
            supplied()
                .whenComplete(
                    (token, failure) ->
                        loop.execute(() -> settle(question, () -> give(token, failure, answer)))));
  }

  private static void give(@Nullable String token, @Nullable Throwable failure, Answer answer) {
    if (token == null) {
      answer.failed(failure == null ? "the supplier has no token" : "no token: " + failure);
    } else {
      answer.token(token);
    }
  }

  /** What the application throws is a failure like any other. */
  private CompletionStage<String> supplied() {
    Settings.Tokens from = tokens;
    try {
      if (from != null) {
        return from.supplier().token();
      }
      return CompletableFuture.failedFuture(new IllegalStateException("there is no supplier"));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private void settle(Object question, Runnable outcome) {
    if (awaited == question) {
      cancel();
      outcome.run();
    }
  }

  /** Nobody waits any more. */
  void cancel() {
    awaited = null;
    patience.cancel();
  }

  /** The broker asks for a token on a connection that stands. */
  void renew(Consumer<String> send) {
    if (tokens != null && tokens.renewable()) {
      ask(
          new Answer() {
            @Override
            public void token(@Nullable String token) {
              if (token != null) {
                send.accept(token);
              }
            }

            @Override
            public void failed(String reason) {
              // The broker cuts the connection when the old one ends; then it is asked for again.
              System.getLogger("dev.holdfast.client")
                  .log(System.Logger.Level.WARNING, "the token was not renewed: {0}", reason);
            }
          });
    }
  }

  /** The broker took the token. */
  void accepted() {
    refusedBefore = false;
  }

  /** The broker did not take the token; true when it is worth to come with another. */
  boolean mayTryAnother() {
    boolean first = !refusedBefore;
    refusedBefore = true;
    return first && tokens != null && tokens.renewable();
  }
}
