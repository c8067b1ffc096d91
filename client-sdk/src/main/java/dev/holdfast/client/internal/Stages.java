package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the SDK does with stages. Applications get the very exception, not one around it. */
final class Stages {
  private Stages() {}

  /** What {@code read} makes of the value. */
  static <A extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> mapped(
      CompletionStage<A> stage, Function<A, T> read) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                result.completeExceptionally(unwrapped(failure));
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

  /** The stage that {@code next} makes of the value. */
  static <A extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> then(
      CompletionStage<A> stage, Function<A, ? extends CompletionStage<T>> next) {
    return mapped(stage.thenCompose(next), value -> value);
  }

  /** All the values, when all are there; the failure of one when one has failed. */
  static <T extends @Nullable Object> CompletableFuture<List<T>> all(
      List<? extends CompletionStage<T>> stages) {
    List<CompletableFuture<T>> futures = new ArrayList<>(stages.size());
    stages.forEach(stage -> futures.add(stage.toCompletableFuture()));
    return mapped(
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)),
        nothing -> futures.stream().map(CompletableFuture::join).toList());
  }

  /** Completes with nothing also when the broker refused with this code. */
  static CompletableFuture<@Nullable Void> unlessRefused(String code, CompletionStage<?> stage) {
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              boolean expected =
                  failure != null
                      && unwrapped(failure) instanceof HoldfastException refused
                      && refused.code().equals(code);
              if (failure == null || expected) {
                result.complete(null);
              } else {
                result.completeExceptionally(unwrapped(failure));
              }
            });
    return result;
  }

  /** What an application failed with, without what the library has put around it. */
  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
