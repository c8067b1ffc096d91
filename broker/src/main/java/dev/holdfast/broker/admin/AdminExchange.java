package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer: let in, read, done, noted in the audit log if it was to change
 * something, answered. Lives on the admin server's event loop.
 */
final class AdminExchange {
  private static final Logger LOG = LoggerFactory.getLogger(AdminExchange.class);

  /** How long a request may take to come, in milliseconds: however steadily it drips. */
  private static final int BODY_TIMEOUT_MS = 10_000;

  private final Router router;
  private final Gate gate;
  private final AuditLog audit;
  private final AdminConnections connections;
  private final HttpServerRequest request;
  private final Context context;

  /** Set when it is known; for the audit log. */
  private Operator operator = Operator.NOBODY;

  private Router.@Nullable Match match;
  private ObjectNode body = JsonNodeFactory.instance.objectNode();
  private boolean answered;

  AdminExchange(AdminServer.Rules rules, HttpServerRequest request, Context context) {
    this.router = rules.router();
    this.gate = rules.gate();
    this.audit = rules.audit();
    this.connections = rules.connections();
    this.request = request;
    this.context = context;
  }

  /** Begins, when the request's head has come. */
  void begin() {
    try {
      Router.Match found = letIn();
      RequestBody.checkAnnounced(request);
      long late = context.owner().setTimer(BODY_TIMEOUT_MS, id -> refuse(RequestBody.tooSlow()));
      RequestBody.collect(
          request,
          whole -> {
            context.owner().cancelTimer(late);
            run(found, whole);
          },
          () -> refuse(RequestBody.tooLarge()));
    } catch (AdminException e) {
      refuse(e);
    }
  }

  private Router.Match letIn() throws AdminException {
    gate.checkSender(request);
    AdminException wrongMethod = null;
    Router.Match found = null;
    try {
      found = router.find(request.method().name(), String.valueOf(request.path()));
    } catch (AdminException e) {
      wrongMethod = e;
    }
    match = found;
    // Who has no credential is not even told what there is.
    if (found == null || found.route().access() != Access.OPEN) {
      operator = gate.identify(request);
      connections.known(request.connection());
    }
    if (wrongMethod != null) {
      throw wrongMethod;
    }
    if (found == null) {
      throw AdminException.notFound("there is no such path: see /v1/openapi.json");
    }
    Gate.checkAccess(operator, found.route().access());
    if (found.route().changes()) {
      Gate.checkContent(request);
    }
    return found;
  }

  private void run(Router.Match found, Buffer whole) {
    try {
      RouteDoc doc = found.route().doc();
      body = RequestBody.read(whole, doc);
      AdminRequest read = new AdminRequest(operator, found.path(), query(doc), body);
      var unused =
          found
              .route()
              .handler()
              .handle(read)
              .whenComplete((reply, failure) -> context.runOnContext(on -> finish(reply, failure)));
    } catch (AdminException e) {
      refuse(e);
    } catch (RuntimeException e) {
      finish(null, e);
    }
  }

  private Map<String, String> query(RouteDoc doc) throws AdminException {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> each : request.params()) {
      if (!RouteDoc.knows(doc.query(), each.getKey())) {
        throw AdminException.badRequest(
            "the query has an unknown parameter; there are: "
                + String.join(", ", doc.query().stream().map(RouteDoc.Field::name).toList()));
      }
      if (values.put(each.getKey(), each.getValue()) != null) {
        throw AdminException.badRequest("the query has '" + each.getKey() + "' twice");
      }
    }
    return values;
  }

  private void finish(@Nullable AdminReply reply, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (reply != null) {
      answer(reply, "done");
    } else if (cause instanceof AdminException refused) {
      refuse(refused);
    } else {
      LOG.error("an admin request failed", cause);
      answer(AdminReply.error(500, "failed", "the broker's log says why"), "failed");
    }
  }

  /** What is still to come of the request is not waited for. */
  private void refuse(AdminException reason) {
    if (!request.isEnded()) {
      request.response().putHeader("Connection", "close");
    }
    if (reason.status() == 401) {
      request.response().putHeader("WWW-Authenticate", "Bearer realm=\"holdfast\"");
    }
    answer(AdminReply.refusal(reason), reason.code());
  }

  private void answer(AdminReply reply, String outcome) {
    if (answered) {
      return;
    }
    answered = true;
    Router.Match found = match;
    if (found != null && found.route().changes()) {
      audit.note(operator, address(), found, body, outcome);
    }
    HttpServerResponse response = request.response();
    var unused =
        response
            .setStatusCode(reply.status())
            .putHeader("Content-Type", reply.contentType())
            .putHeader("Cache-Control", "no-store")
            .putHeader("X-Content-Type-Options", "nosniff")
            .end(Buffer.buffer(reply.body()))
            .onFailure(
                gone -> LOG.debug("an answer did not reach the operator: {}", gone.toString()));
  }

  private String address() {
    return String.valueOf(request.remoteAddress().hostAddress());
  }
}
