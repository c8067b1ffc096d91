package dev.holdfast.client.internal;

import dev.holdfast.client.ErrorListener;
import dev.holdfast.client.Event;
import dev.holdfast.client.EventHandler;
import dev.holdfast.client.GapListener;
import dev.holdfast.client.ReceiptListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the application has registered. Set from any thread, used on the delivery thread. */
final class Handlers {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");
  private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

  private final Map<String, Handler> byName = new ConcurrentHashMap<>();
  private volatile Handler fallback = event -> DONE;
  private volatile ErrorListener errors =
      (event, failure) ->
          LOG.log(System.Logger.Level.WARNING, event + " failed and will come again", failure);

  private volatile Consumer<List<String>> acknowledged = positions -> {};
  private volatile GapListener gaps =
      gap -> LOG.log(System.Logger.Level.WARNING, "events were dropped for this client: {0}", gap);

  private volatile ReceiptListener receipts = receipt -> {};

  private volatile Consumer<DeliveredEvent> authorization =
      event ->
          LOG.log(System.Logger.Level.WARNING, "asked who may connect, but nobody here decides it");

  void set(String name, Handler handler) {
    byName.put(name, handler);
  }

  void setFallback(Handler handler) {
    fallback = handler;
  }

  void setErrors(ErrorListener listener) {
    errors = listener;
  }

  /** A handler whose return is its completion. */
  static Handler completedByReturning(EventHandler handler) {
    return event -> {
      handler.handle(event);
      return DONE;
    };
  }

  /** Hands an event over; the broker's own, whose names begin with $, to no fallback. */
  CompletionStage<?> handle(DeliveredEvent event) throws Exception {
    Handler handler = byName.get(event.name());
    if (handler != null) {
      return handler.handle(event);
    }
    if (event.name().equals("$gap")) {
      gaps.onGap(Gaps.gap(event.tree(0)));
    } else if (event.name().equals("$receipt")) {
      receipts.onReceipt(Gaps.receipt(event.tree(0)));
    }
    return event.name().startsWith("$") ? DONE : fallback.handle(event);
  }

  /** Sets who is told of gaps. */
  void setGaps(GapListener listener) {
    gaps = listener;
  }

  /** Sets who is told of receipts. */
  void setReceipts(ReceiptListener listener) {
    receipts = listener;
  }

  /** Sets who is told of positions that will not come again. */
  void setAcknowledged(Consumer<List<String>> listener) {
    acknowledged = listener;
  }

  /** The broker has these acknowledgements. On the event loop. */
  void acknowledged(List<String> positions) {
    acknowledged.accept(positions);
  }

  /** Sets who decides about connects. */
  void setAuthorization(Consumer<DeliveredEvent> decider) {
    authorization = decider;
  }

  /** Asks whether a client may connect. On the event loop; the answer comes as the reply. */
  void authorize(DeliveredEvent question) {
    authorization.accept(question);
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

  /** What is done with one event. */
  @FunctionalInterface
  interface Handler {
    /** As {@link dev.holdfast.client.AsyncEventHandler#handle}. */
    CompletionStage<?> handle(DeliveredEvent event) throws Exception;
  }
}
