package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Inspector;
import dev.holdfast.broker.queue.Listing;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.session.Operations;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Has the core do what a request asks for, and makes the answer. Any thread. */
final class Answering {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Inspector inspector;
  private final Operations operations;

  Answering(Inspector inspector, Operations operations) {
    this.inspector = inspector;
    this.operations = operations;
  }

  /** Reads what an answer takes, and makes it, beside everything else. */
  @FunctionalInterface
  interface Question {
    JsonNode ask(Inspector.Stored stored) throws AdminException;
  }

  CompletionStage<AdminReply> read(Question question) {
    return inspected(question::ask).thenApply(AdminReply::ok);
  }

  /** What may be refused once it has been looked at. */
  @FunctionalInterface
  interface Look<T> {
    T at(Inspector.Stored stored) throws AdminException;
  }

  <T> CompletionStage<T> inspected(Look<T> look) {
    return unlessBusy(
        inspector.ask(
            stored -> {
              try {
                return look.at(stored);
              } catch (AdminException e) {
                throw new CompletionException(e);
              }
            }));
  }

  /** Appends a record; a refusal of the core is one of the API. */
  CompletionStage<AdminReply> change(LogRecord record, Function<Applied, ObjectNode> outcome) {
    return applied(record).thenApply(outcome).thenApply(AdminReply::ok);
  }

  CompletionStage<Applied> applied(LogRecord record) {
    return unlessRefused(operations.append(record));
  }

  /** A refusal of the core is one of the API. */
  static CompletionStage<Applied> unlessRefused(CompletionStage<Applied> appended) {
    return unlessBusy(appended)
        .thenApply(
            applied -> {
              if (applied instanceof Applied.Refused refused) {
                throw new CompletionException(refusal(refused));
              }
              return applied;
            });
  }

  /**
   * Puts a dead letter into its client's inbox again.
   *
   * @return 1, or 0 when there is no such dead letter, or not any more
   */
  CompletionStage<Integer> replayed(ClientKey client, long deadOffset, long nowMs) {
    return unlessBusy(operations.append(new LogRecord.Replay(client, deadOffset, nowMs)))
        .thenApply(
            applied -> {
              if (applied instanceof Applied.Refused refused
                  && refused.refusal() != Applied.Refusal.UNKNOWN_DEAD_LETTER) {
                throw new CompletionException(refusal(refused));
              }
              return applied instanceof Applied.Stored ? 1 : 0;
            });
  }

  private static AdminException refusal(Applied.Refused refused) {
    return switch (refused.refusal()) {
      case UNKNOWN_CLIENT, UNKNOWN_SESSION, UNKNOWN_DEAD_LETTER ->
          new AdminException(404, "not-found", refused.message());
      case READ_ONLY -> new AdminException(503, "read-only", refused.message());
      default -> new AdminException(409, "refused", refused.message());
    };
  }

  private static <T> CompletionStage<T> unlessBusy(CompletionStage<T> stage) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
              if (cause instanceof RejectedExecutionException) {
                result.completeExceptionally(
                    new AdminException(503, "busy", "too much is asked for at once; try again"));
              } else if (cause != null) {
                result.completeExceptionally(cause);
              } else {
                result.complete(value);
              }
            });
    return result;
  }

  /** {@code {"name":[…],"next":…}}: a page of a list. */
  static <T> ObjectNode page(String name, Listing<T> listing, Function<T, JsonNode> item) {
    ObjectNode page = JSON.objectNode();
    ArrayNode items = page.putArray(name);
    listing.items().forEach(each -> items.add(item.apply(each)));
    return page.put("next", listing.next());
  }
}
