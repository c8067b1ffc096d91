package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Inspector;
import dev.holdfast.broker.queue.StoredClient;
import dev.holdfast.broker.session.Operations;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/clients}: who is known, and how each stands. */
final class ClientRoutes {
  private static final String PATH = "/v1/clients";
  private static final String ONE = PATH + "/{client}";

  private final Answering answering;
  private final Operations operations;
  private final Shown shown;

  ClientRoutes(Answering answering, Operations operations, Shown shown) {
    this.answering = answering;
    this.operations = operations;
    this.shown = shown;
  }

  List<Route> all() {
    return List.of(
        Route.get(
            PATH,
            Params.listing("Lists the clients of a namespace.", "clients", "By name."),
            this::list),
        Route.get(
            ONE,
            Params.namespaced("Shows a client: its queue, gaps, rooms and sessions."),
            this::show),
        Route.get(
            ONE + "/gaps",
            Params.namespaced("Lists what was dropped and the client has not acknowledged.")
                .reply("gaps", "array", "In order."),
            this::gaps),
        Route.post(
            ONE + "/disconnect",
            Params.namespaced("Ends the sessions of a client.")
                .body("comeBack", "boolean", "True: the client is to connect again at once.")
                .reply("disconnected", "integer", "How many there were."),
            this::disconnect));
  }

  private CompletionStage<AdminReply> list(AdminRequest request) throws AdminException {
    String namespace = Params.namespace(request);
    String after = Params.after(request);
    int limit = Params.limit(request);
    return answering.read(
        stored ->
            Answering.page(
                "clients", stored.clients().list(namespace, after, limit), this::describe));
  }

  private ObjectNode describe(StoredClient client) {
    return shown.client(client, operations.isConnected(client.key()));
  }

  private CompletionStage<AdminReply> show(AdminRequest request) throws AdminException {
    ClientKey key = Params.client(request);
    return answering
        .inspected(
            stored -> {
              ObjectNode client = describe(find(stored, key));
              ArrayNode rooms = client.putArray("rooms");
              List<String> names = stored.clients().rooms(key);
              if (names != null) {
                names.forEach(rooms::add);
              }
              return client;
            })
        .thenCombine(
            operations.sessionsOf(key),
            (client, sessions) -> {
              ArrayNode standing = client.putArray("sessions");
              sessions.forEach(session -> standing.add(Shown.session(session)));
              return AdminReply.ok(client);
            });
  }

  private CompletionStage<AdminReply> gaps(AdminRequest request) throws AdminException {
    ClientKey key = Params.client(request);
    return answering.read(
        stored ->
            JsonNodeFactory.instance
                .objectNode()
                .<ObjectNode>set("gaps", shown.gaps(find(stored, key))));
  }

  private CompletionStage<AdminReply> disconnect(AdminRequest request) throws AdminException {
    return operations
        .disconnect(Params.client(request), SessionRoutes.comeBack(request))
        .thenApply(SessionRoutes::disconnected);
  }

  static StoredClient find(Inspector.Stored stored, ClientKey key) throws AdminException {
    StoredClient client = stored.clients().find(key);
    if (client == null) {
      throw unknown(key);
    }
    return client;
  }

  static AdminException unknown(ClientKey key) {
    return AdminException.notFound(
        "no client '%s' is known in %s".formatted(key.clientId(), key.namespace()));
  }
}
