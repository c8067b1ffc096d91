package dev.holdfast.client.internal;

import dev.holdfast.client.AsyncAuthorizer;
import dev.holdfast.client.Decision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application's authorizer, on a thread of its own: who connects must not wait for the
 * handlers of a whole window of events. A question that cannot be answered now stays unanswered, so
 * that the broker asks elsewhere; a refusal would be final.
 */
final class Authorizations {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  private final String namespace;
  private final AsyncAuthorizer authorizer;
  private final ThreadPoolExecutor thread;

  /** With a bound of the questions that may wait. */
  Authorizations(String namespace, AsyncAuthorizer authorizer, int maxWaiting) {
    this.namespace = namespace;
    this.authorizer = authorizer;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(maxWaiting),
            task -> {
              Thread own = new Thread(task, "holdfast-authorize");
              own.setDaemon(true);
              return own;
            });
  }

  /** Takes a question. On the event loop. */
  void ask(DeliveredEvent question) {
    try {
      thread.execute(() -> decide(question));
    } catch (RejectedExecutionException full) {
      LOG.log(System.Logger.Level.WARNING, "not decided who may connect: too many are waiting");
    }
  }

  private void decide(DeliveredEvent question) {
    try {
      DefaultConnectRequest request = new DefaultConnectRequest(namespace, question.tree(0));
      var unused =
          authorizer
              .authorize(request)
              .whenComplete((decision, failure) -> answer(question, decision, failure));
    } catch (Throwable failure) { // an Error of one question must not end the thread unseen
      undecided(failure);
    }
  }

  private static void answer(
      DeliveredEvent question, @Nullable Decision decision, @Nullable Throwable failure) {
    if (failure != null) {
      undecided(failure);
      return;
    }
    try {
      var unused = question.reply(words(Objects.requireNonNull(decision, "no decision")));
    } catch (RuntimeException unfit) {
      undecided(unfit);
    }
  }

  private static Map<String, Object> words(Decision decision) {
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("accept", decision.accepted());
    if (!decision.accepted()) {
      words.put("message", decision.message());
    }
    if (decision.data() != null) {
      words.put("data", decision.data());
    }
    return words;
  }

  private static void undecided(Throwable failure) {
    LOG.log(System.Logger.Level.WARNING, "not decided whether a client may connect", failure);
  }

  /** Decides nothing more; what is waiting stays unanswered. */
  void stop() {
    thread.shutdownNow();
  }
}
