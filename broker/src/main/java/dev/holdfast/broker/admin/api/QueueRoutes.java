package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Inspector;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.StoredClients;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** {@code /v1/clients/{client}/queue}: what waits for a client. */
final class QueueRoutes {
  private static final String PATH = "/v1/clients/{client}/queue";

  /** About how large a page may get, in bytes of events; one event alone may be larger. */
  private static final long MAX_PAGE_BYTES = 1 << 20;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Answering answering;
  private final Shown shown;
  private final Lineage lineage;
  private final LongSupplier clock;

  QueueRoutes(Answering answering, Shown shown, Lineage lineage, LongSupplier clock) {
    this.answering = answering;
    this.shown = shown;
    this.lineage = lineage;
    this.clock = clock;
  }

  List<Route> all() {
    return List.of(
        Route.reveal(
            PATH,
            Params.listing(
                "Shows what waits for a client, the oldest first, and changes nothing.",
                "events",
                "With p position, t time, targets and event."),
            this::peek),
        Route.post(
            PATH + "/purge",
            Params.namespaced(
                    "Drops what waits for a client, who is told a gap with the reason purged.")
                .body("upTo", "string", "The last position to drop; without it all there is now.")
                .reply("purged", "integer", "How many events, at most.")
                .reply("gap", "object", "What the client is told; null when nothing was dropped."),
            this::purge));
  }

  private CompletionStage<AdminReply> peek(AdminRequest request) throws AdminException {
    ClientKey key = Params.client(request);
    long after = Params.offset(request.text("after", ""), lineage, 0);
    int limit = Params.limit(request);
    return answering.read(
        stored -> {
          StoredClients.Peek peek = stored.clients().peek(key, after, limit, MAX_PAGE_BYTES);
          if (peek == null) {
            throw ClientRoutes.unknown(key);
          }
          return show(peek);
        });
  }

  private ObjectNode show(StoredClients.Peek peek) {
    ObjectNode page = JSON.objectNode();
    ArrayNode events = page.putArray("events");
    peek.events().forEach(event -> events.add(shown.event(event)));
    return page.put("next", peek.next() == 0 ? null : lineage.position(peek.next()));
  }

  private CompletionStage<AdminReply> purge(AdminRequest request) throws AdminException {
    ClientKey key = Params.client(request);
    long upTo = Params.offset(request.bodyText("upTo", ""), lineage, Long.MAX_VALUE);
    return answering
        .inspected(stored -> drop(stored, key, upTo))
        .thenCompose(this::dropped)
        .thenApply(this::purged)
        .thenApply(AdminReply::ok);
  }

  private Optional<LogRecord> drop(Inspector.Stored stored, ClientKey key, long upTo)
      throws AdminException {
    ClientRoutes.find(stored, key);
    try {
      return Optional.ofNullable(stored.clients().purge(key, upTo, clock.getAsLong()));
    } catch (IllegalArgumentException e) {
      throw new AdminException(409, "refused", String.valueOf(e.getMessage()));
    }
  }

  private CompletionStage<Applied> dropped(Optional<LogRecord> drop) {
    return drop.map(answering::applied)
        .orElseGet(() -> CompletableFuture.completedFuture(new Applied.Acked()));
  }

  private ObjectNode purged(Applied applied) {
    ObjectNode done = JSON.objectNode();
    if (applied instanceof Applied.Dropped dropped) {
      done.put("purged", dropped.gap().gap().events());
      done.set("gap", shown.gap(dropped.gap().gap()));
      return done;
    }
    return done.put("purged", 0).putNull("gap");
  }
}
