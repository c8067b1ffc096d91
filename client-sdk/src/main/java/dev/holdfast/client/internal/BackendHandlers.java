package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.AsyncAuthorizer;
import dev.holdfast.client.AsyncSessionEventHandler;
import dev.holdfast.client.ConnectionHandler;
import dev.holdfast.client.Disconnect;
import dev.holdfast.client.DisconnectHandler;
import dev.holdfast.client.Session;
import dev.holdfast.client.SessionEventHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the events of a back-end's queue what the application has handlers for. Set from any
 * thread, used on the delivery thread.
 */
final class BackendHandlers {
  private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

  private final BackendCalls calls;
  private final Engine engine;
  private volatile DisconnectHandler disconnecting = (session, disconnect) -> {};
  private volatile DisconnectHandler disconnected = (session, disconnect) -> {};
  private @Nullable Authorizations authorizations; // guarded by this
  private boolean stopped; // guarded by this

  BackendHandlers(BackendCalls calls, Engine engine) {
    this.calls = calls;
    this.engine = engine;
    engine.handlers().set("$disconnect", this::disconnect);
  }

  /** A handler whose return is its completion. */
  static AsyncSessionEventHandler completedByReturning(SessionEventHandler handler) {
    return (session, event) -> {
      handler.handle(session, event);
      return DONE;
    };
  }

  void on(String name, AsyncSessionEventHandler handler) {
    if (name.startsWith("$")) {
      throw new IllegalArgumentException("an event of the broker's own: " + name);
    }
    engine.handlers().set(name, event -> handler.handle(emitter(event), event));
  }

  void onAny(AsyncSessionEventHandler handler) {
    engine.handlers().setFallback(event -> handler.handle(emitter(event), event));
  }

  private Session emitter(DeliveredEvent event) {
    return new DefaultSession(calls, event.sid(), event.publisher());
  }

  void onConnection(ConnectionHandler handler) {
    engine
        .handlers()
        .set(
            "$connection",
            event -> {
              handler.handle(new DefaultNewSession(calls, event.tree(0)));
              return DONE;
            });
  }

  void onDisconnecting(DisconnectHandler handler) {
    disconnecting = handler;
  }

  void onDisconnect(DisconnectHandler handler) {
    disconnected = handler;
  }

  private CompletionStage<?> disconnect(DeliveredEvent event) throws Exception {
    JsonNode words = event.tree(0);
    Session session =
        new DefaultSession(calls, words.path("sid").asText(), Responses.text(words, "clientId"));
    Disconnect disconnect =
        new Disconnect(words.path("reason").asText(), Responses.texts(words.path("rooms")));
    disconnecting.handle(session, disconnect);
    disconnected.handle(session, disconnect);
    return DONE;
  }

  synchronized void authorize(AsyncAuthorizer authorizer) {
    if (stopped) {
      return;
    }
    if (authorizations != null) {
      authorizations.stop();
    }
    authorizations =
        new Authorizations(calls.namespace(), authorizer, engine.settings().limits().window());
    engine.handlers().setAuthorization(authorizations::ask);
  }

  /** Decides no more who may connect. */
  synchronized void stop() {
    stopped = true;
    if (authorizations != null) {
      authorizations.stop();
    }
  }
}
