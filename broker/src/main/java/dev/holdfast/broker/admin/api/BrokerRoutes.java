package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.admin.RouteDoc;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.StoredClient;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Namespaces;
import dev.holdfast.broker.session.Operations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is to be known of the broker as a whole: namespaces, back-ends, limits. */
final class BrokerRoutes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Answering answering;
  private final Operations operations;
  private final Namespaces namespaces;
  private final Function<String, QueueLimits> queueLimits;
  private final Map<String, Object> settings;

  /**
   * About this broker.
   *
   * @param queueLimits of each namespace
   * @param settings the configuration's bounds as they are in force, by key
   */
  BrokerRoutes(
      Answering answering,
      Operations operations,
      Namespaces namespaces,
      Function<String, QueueLimits> queueLimits,
      Map<String, Object> settings) {
    this.answering = answering;
    this.operations = operations;
    this.namespaces = namespaces;
    this.queueLimits = queueLimits;
    this.settings = settings;
  }

  List<Route> all() {
    return List.of(
        Route.get(
            "/v1/namespaces",
            RouteDoc.of("Lists the namespaces that anybody ever connected to.")
                .reply("namespaces", "array", "By name."),
            request ->
                answering.read(
                    stored -> {
                      ObjectNode page = JSON.objectNode();
                      stored.rooms().namespaces().forEach(page.putArray("namespaces")::add);
                      return page;
                    })),
        Route.get(
            "/v1/backends",
            Params.namespaced("Lists the back-ends of a namespace, and how their queues stand.")
                .reply("backends", "array", "With sessions, pendingEvents and pendingBytes."),
            this::backends),
        Route.get(
            "/v1/limits",
            Params.namespaced("Shows the limits in force.")
                .reply("queue", "object", "Of each queue of the namespace; 0 is no limit.")
                .reply("settings", "object", "Of the broker, by key of the configuration."),
            this::limits));
  }

  private CompletionStage<AdminReply> backends(AdminRequest request) throws AdminException {
    String namespace = Params.namespace(request);
    @Nullable NamespaceRules rules = namespaces.of(namespace);
    Backends backends = rules == null ? Backends.NONE : rules.backends();
    CompletionStage<ArrayNode> all = CompletableFuture.completedFuture(JSON.arrayNode());
    for (String clientId : backends.clientIds()) {
      ClientKey key = new ClientKey(namespace, clientId);
      boolean guards = clientId.equals(backends.authorize());
      all = all.thenCombine(backend(key, guards), (list, one) -> list.add(one));
    }
    return all.thenApply(
        list -> AdminReply.ok(JSON.objectNode().<ObjectNode>set("backends", list)));
  }

  private CompletionStage<ObjectNode> backend(ClientKey key, boolean guards) {
    return answering
        .inspected(
            stored -> {
              ObjectNode shown = JSON.objectNode().put("clientId", key.clientId());
              StoredClient client = stored.clients().find(key);
              shown.put("authorizes", guards);
              shown.put("pendingEvents", client == null ? 0 : client.waiting().events());
              return shown.put("pendingBytes", client == null ? 0 : client.waiting().bytes());
            })
        .thenCombine(
            operations.sessionsOf(key),
            (shown, sessions) -> shown.put("sessions", sessions.size()));
  }

  private CompletionStage<AdminReply> limits(AdminRequest request) throws AdminException {
    QueueLimits limits = queueLimits.apply(Params.namespace(request));
    ObjectNode shown = JSON.objectNode();
    shown
        .putObject("queue")
        .put("maxEvents", limits.maxEvents())
        .put("maxBytes", limits.maxBytes())
        .put("maxAgeMs", limits.maxAgeMs())
        .put("overflow", limits.overflow().word());
    ObjectNode keys = shown.putObject("settings");
    settings.forEach(keys::putPOJO);
    return CompletableFuture.completedFuture(AdminReply.ok(shown));
  }
}
