package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.admin.RouteDoc;
import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.DeadLetter;
import dev.holdfast.broker.queue.DeadLetters;
import dev.holdfast.broker.queue.Inspector;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** {@code /v1/clients/{client}/dead-letters}: what a client has given up on. */
final class DeadLetterRoutes {
  private static final String PATH = "/v1/clients/{client}/dead-letters";
  private static final long MAX_PAGE_BYTES = 1 << 20;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Answering answering;
  private final Shown shown;
  private final Lineage lineage;
  private final LongSupplier clock;

  DeadLetterRoutes(Answering answering, Shown shown, Lineage lineage, LongSupplier clock) {
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
                "Lists what a client has given up on, the oldest first.",
                "deadLetters",
                "As events in a queue, with attempts, reason and diedAt."),
            this::list),
        Route.post(
            PATH + "/replay",
            named("Has the client get them again, as new events in its inbox.")
                .reply("replayed", "integer", "How many."),
            this::replay),
        Route.post(
            PATH + "/purge",
            named("Deletes them.").reply("purged", "integer", "How many."),
            this::purge));
  }

  private static RouteDoc named(String summary) {
    return Params.namespaced(summary)
        .body(
            "positions",
            "array",
            "Which, at most 1000: `p` of the list. One that is gone does no harm.");
  }

  private CompletionStage<AdminReply> list(AdminRequest request) throws AdminException {
    ClientKey key = Params.client(request);
    long after = Params.offset(request.text("after", ""), lineage, 0);
    int limit = Params.limit(request);
    return answering.read(stored -> show(page(stored, key, after, limit)));
  }

  private static DeadLetters.Page page(
      Inspector.Stored stored, ClientKey key, long after, int limit) throws AdminException {
    DeadLetters.Page page = stored.deadLetters().read(key, after, limit, MAX_PAGE_BYTES);
    if (page == null) {
      throw ClientRoutes.unknown(key);
    }
    return page;
  }

  private ObjectNode show(DeadLetters.Page page) {
    ObjectNode shownPage = JSON.objectNode();
    ArrayNode letters = shownPage.putArray("deadLetters");
    page.letters().forEach(letter -> letters.add(shown.deadLetter(letter)));
    List<DeadLetter> all = page.letters();
    String last = all.isEmpty() ? null : shown.position(all.get(all.size() - 1).event().offset());
    return shownPage.put("next", page.more() ? last : null);
  }

  private List<Long> offsets(AdminRequest request) throws AdminException {
    List<Long> offsets = new ArrayList<>();
    for (String text : Params.texts(request, "positions")) {
      offsets.add(Params.offset(text, lineage, 0));
    }
    if (offsets.isEmpty()) {
      throw AdminException.badRequest("the key 'positions' must name at least one");
    }
    return offsets;
  }

  private CompletionStage<AdminReply> purge(AdminRequest request) throws AdminException {
    LogRecord purge = new LogRecord.Purge(Params.client(request), offsets(request));
    return answering.change(
        purge,
        applied ->
            JSON.objectNode()
                .put("purged", applied instanceof Applied.Purged p ? p.deadLetters() : 0));
  }

  /** Each is a record of its own: it gets a position of its own. */
  private CompletionStage<AdminReply> replay(AdminRequest request) throws AdminException {
    ClientKey key = Params.client(request);
    CompletionStage<Integer> replayed = CompletableFuture.completedFuture(0);
    for (long offset : offsets(request)) {
      CompletionStage<Integer> one = answering.replayed(key, offset, clock.getAsLong());
      replayed = replayed.thenCombine(one, Integer::sum);
    }
    return replayed.thenApply(count -> AdminReply.ok(JSON.objectNode().put("replayed", count)));
  }
}
