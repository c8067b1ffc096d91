package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.transport.OtherRequests;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers probes: {@code /health/live}, which fails when only a restart helps, and {@code
 * /health/ready}, which fails while no clients should be sent here. 200 or 503, with a JSON object
 * {@code {"status":…}}. On the port of the clients, where anybody may ask, it says no more than
 * that; {@link #routes} say why. Immutable, used by all event loops.
 */
public final class HealthEndpoint implements OtherRequests {
  private static final String LIVE = "/health/live";
  private static final String READY = "/health/ready";

  /** What is only for operators. */
  private static final List<String> DETAILS = List.of("reasons", "warnings");

  private final Health health;

  /** Of this broker. */
  public HealthEndpoint(Health health) {
    this.health = health;
  }

  @Override
  public boolean take(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    boolean isLive = path.equals(LIVE);
    if (!isLive && !path.equals(READY)) {
      return false;
    }
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    if (!isHead && !request.method().equals(HttpMethod.GET)) {
      request.response().setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
      return true;
    }
    answer(request, (isLive ? live() : ready()).without(DETAILS), isHead);
    return true;
  }

  private static void answer(HttpServerRequest request, ObjectNode body, boolean isHead) {
    String json = body.toString();
    request
        .response()
        .setStatusCode(status(body))
        .putHeader("Content-Type", AdminReply.JSON)
        .putHeader("Cache-Control", "no-store")
        .putHeader("Content-Length", Integer.toString(json.length()));
    var unused = isHead ? request.response().end() : request.response().end(json);
  }

  /** The same for the operator's port, with the reasons. */
  public List<Route> routes() {
    return List.of(
        Route.open(
            LIVE, documented("Fails when nothing but a restart helps."), request -> reply(live())),
        Route.open(
            READY,
            documented("Fails while no clients should be sent to the broker.")
                .reply("reasons", "array", "Why: objects with code and message.")
                .reply("warnings", "array", "What is the matter besides: such objects."),
            request -> reply(ready())));
  }

  private static CompletionStage<AdminReply> reply(ObjectNode body) {
    return CompletableFuture.completedFuture(AdminReply.json(status(body), body));
  }

  private static RouteDoc documented(String summary) {
    return RouteDoc.of(summary).reply("status", "string", "ok, or what is the matter.");
  }

  private ObjectNode live() {
    return JsonNodeFactory.instance.objectNode().put("status", health.isAlive() ? "ok" : "failed");
  }

  private ObjectNode ready() {
    List<Health.Reason> reasons = health.notReady();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", reasons.isEmpty() ? "ok" : "not-ready");
    put(body, "reasons", reasons);
    put(body, "warnings", health.warnings());
    return body;
  }

  private static void put(ObjectNode body, String key, List<Health.Reason> reasons) {
    if (!reasons.isEmpty()) {
      ArrayNode all = body.putArray(key);
      reasons.forEach(
          reason -> all.addObject().put("code", reason.code()).put("message", reason.message()));
    }
  }

  private static int status(ObjectNode body) {
    return body.path("status").asText().equals("ok") ? 200 : 503;
  }
}
