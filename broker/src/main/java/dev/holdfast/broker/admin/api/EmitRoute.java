package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.session.Operations;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code POST /v1/emit}: an event of nobody's, to whom the operator likes. */
final class EmitRoute {
  /** Those options of {@code $emit} that need no client of one's own. */
  private static final List<String> OPTIONS =
      List.of(
          "rooms",
          "clients",
          "sessions",
          "everyone",
          "except",
          "exceptRooms",
          "exceptSessions",
          "ttlMs",
          "deliverAt",
          "retain",
          "volatile");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Operations operations;
  private final Shown shown;

  EmitRoute(Operations operations, Shown shown) {
    this.operations = operations;
    this.shown = shown;
  }

  Route route() {
    return Route.post(
        "/v1/emit",
        Params.namespaced("Emits an event, with the options of $emit; it names no publisher.")
            .body("name", "string", "The event's name.")
            .body("args", "array", "Its arguments; default none.")
            .body("rooms", "array", "Target: rooms.")
            .body("clients", "array", "Target: client ids.")
            .body("sessions", "array", "Target: sids.")
            .body("everyone", "boolean", "Target: all clients of the namespace.")
            .body("except", "array", "Client ids that are left out.")
            .body("exceptRooms", "array", "Rooms whose members are left out.")
            .body("exceptSessions", "array", "Sids whose clients are left out.")
            .body("ttlMs", "integer", "How long it is delivered.")
            .body("deliverAt", "integer", "When it is delivered, ms since 1970.")
            .body("retain", "boolean", "Whether its rooms keep it as the last of its name.")
            .body("volatile", "boolean", "True: not stored.")
            .reply("position", "string", "Where it stands, durably; not of a volatile one."),
        this::emit);
  }

  private CompletionStage<AdminReply> emit(AdminRequest request) throws AdminException {
    String name = request.bodyText("name", "");
    JsonNode arguments = request.body().path("args");
    if (name.isEmpty() || !(arguments.isMissingNode() || arguments.isArray())) {
      throw AdminException.badRequest("an event takes a 'name', and may have a list of 'args'");
    }
    ObjectNode options = JSON.objectNode();
    for (String option : OPTIONS) {
      if (request.body().has(option)) {
        options.set(option, request.body().get(option));
      }
    }
    ArrayNode array = JSON.arrayNode().add("$emit").add(options).add(name);
    arguments.forEach(array::add);
    try {
      return Answering.unlessRefused(
              operations.emit(Params.namespace(request), Bytes.utf8(array.toString())))
          .thenApply(this::emitted);
    } catch (Operations.RefusedException e) {
      throw new AdminException(400, e.code(), String.valueOf(e.getMessage()));
    }
  }

  private AdminReply emitted(Applied applied) {
    ObjectNode done = JSON.objectNode();
    return AdminReply.ok(
        applied instanceof Applied.Stored stored
            ? done.put("position", shown.position(stored.offset()))
            : done);
  }
}
