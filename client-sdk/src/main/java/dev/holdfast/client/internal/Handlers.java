package dev.holdfast.client.internal;

import dev.holdfast.client.AsyncEventHandler;
import dev.holdfast.client.ErrorListener;
import dev.holdfast.client.Event;
import dev.holdfast.client.EventHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** What the application has registered. Set from any thread, used on the delivery thread. */
final class Handlers {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");
  private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

  private final Map<String, AsyncEventHandler> byName = new ConcurrentHashMap<>();
  private volatile AsyncEventHandler fallback = event -> DONE;
  private volatile ErrorListener errors =
      (event, failure) ->
          LOG.log(System.Logger.Level.WARNING, event + " failed and will come again", failure);

  void set(String name, AsyncEventHandler handler) {
    byName.put(name, handler);
  }

  void setFallback(AsyncEventHandler handler) {
    fallback = handler;
  }

  void setErrors(ErrorListener listener) {
    errors = listener;
  }

  /** A handler whose return is its completion. */
  static AsyncEventHandler completedByReturning(EventHandler handler) {
    return event -> {
      handler.handle(event);
      return DONE;
    };
  }

  CompletionStage<?> handle(Event event) throws Exception {
    return byName.getOrDefault(event.name(), fallback).handle(event);
  }

  void failed(Event event, Throwable failure) {
    try {
      errors.onError(event, failure);
    } catch (RuntimeException | Error broken) {
      // Not even an Error may keep the outcome from being reported: the event would never return.
      if (broken != failure) {
        broken.addSuppressed(failure);
      }
      LOG.log(System.Logger.Level.ERROR, "the error listener failed for " + event, broken);
    }
  }
}
