package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.broker.admin.AdminException;
import dev.holdfast.broker.admin.AdminReply;
import dev.holdfast.broker.admin.AdminRequest;
import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.session.Operations;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** {@code /v1/sessions}: who is connected. */
final class SessionRoutes {
  private static final String PATH = "/v1/sessions";

  private final Operations operations;

  SessionRoutes(Operations operations) {
    this.operations = operations;
  }

  List<Route> all() {
    return List.of(
        Route.get(
            PATH,
            Params.listing("Lists the sessions of a namespace.", "sessions", "By sid."),
            this::list),
        Route.get(PATH + "/{sid}", Params.namespaced("Shows a session."), this::show),
        Route.post(
            PATH + "/{sid}/disconnect",
            Params.namespaced("Ends a session.")
                .body("comeBack", "boolean", "True: the client is to connect again at once.")
                .reply("disconnected", "integer", "1, or 0 when it had ended."),
            this::disconnect));
  }

  private CompletionStage<AdminReply> list(AdminRequest request) throws AdminException {
    return operations
        .sessions(Params.namespace(request), Params.after(request), Params.limit(request))
        .thenApply(page -> AdminReply.ok(Answering.page("sessions", page, Shown::session)));
  }

  private CompletionStage<AdminReply> show(AdminRequest request) throws AdminException {
    String sid = request.segment("sid");
    return operations
        .session(Params.namespace(request), sid)
        .thenApply(
            found -> {
              if (found.isEmpty()) {
                throw new CompletionException(AdminException.notFound("no such session stands"));
              }
              return AdminReply.ok(Shown.sessionWithRooms(found.get(0)));
            });
  }

  private CompletionStage<AdminReply> disconnect(AdminRequest request) throws AdminException {
    return operations
        .disconnect(Params.namespace(request), request.segment("sid"), comeBack(request))
        .thenApply(SessionRoutes::disconnected);
  }

  static boolean comeBack(AdminRequest request) throws AdminException {
    JsonNode value = request.body().path("comeBack");
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw AdminException.badRequest("the key 'comeBack' must be true or false");
    }
    return value.asBoolean();
  }

  static AdminReply disconnected(int count) {
    return AdminReply.ok(JsonNodeFactory.instance.objectNode().put("disconnected", count));
  }
}
