package dev.holdfast.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.admin.RouteDoc;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /v1/drain}: leaving off serving, and how far that is. */
final class DrainRoutes {
  private static final String PATH = "/v1/drain";

  private final Drain drain;

  DrainRoutes(Drain drain) {
    this.drain = drain;
  }

  List<Route> all() {
    return List.of(
        Route.get(PATH, described("Shows whether the broker serves."), request -> show(200)),
        Route.post(
            PATH,
            described("Accepts no more connections and closes those that stand, gradually."),
            request -> {
              var unused = drain.begin("the broker is being drained");
              return show(202);
            }),
        Route.post(
            PATH + "/resume",
            described("Accepts connections again."),
            request -> {
              drain.resume();
              return show(200);
            }));
  }

  private static RouteDoc described(String summary) {
    return RouteDoc.of(summary)
        .reply("state", "string", "serving, draining or drained.")
        .reply("connections", "integer", "How many are open.");
  }

  private CompletionStage<AdminReply> show(int status) {
    ObjectNode shown =
        JsonNodeFactory.instance
            .objectNode()
            .put("state", drain.state().name().toLowerCase(Locale.ROOT))
            .put("connections", drain.open());
    return CompletableFuture.completedFuture(AdminReply.json(status, shown));
  }
}
