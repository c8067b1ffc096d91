package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.client.Answers;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.FetchedSession;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The verbs of a back-end. Thread-safe. */
final class BackendCalls {
  private final Engine engine;

  /** Instances share a client id, so the broker cannot know a resend by a number alone. */
  private final String instance = UUID.randomUUID().toString();

  private final AtomicLong lastEmit = new AtomicLong();

  BackendCalls(Engine engine) {
    this.engine = engine;
  }

  String namespace() {
    return engine.settings().endpoint().namespace();
  }

  CompletionStage<Confirm> emit(Target target, String name, @Nullable Object... args) {
    return emit(target, EmitOptions.NONE, name, args);
  }

  CompletionStage<Confirm> emit(
      Target target, EmitOptions options, String name, @Nullable Object... args) {
    String id = instance + ":" + lastEmit.incrementAndGet();
    return engine.ask(
        Request.emit(target, id, options, name, args), answer -> Responses.confirm(target, answer));
  }

  CompletionStage<Answers> ask(
      Target target, Duration timeout, String name, @Nullable Object... args) {
    return engine.ask(Request.ask(target, timeout, name, args), Responses::answers);
  }

  private static ObjectNode named(String sid) {
    return Json.object().put("session", sid);
  }

  CompletionStage<Void> join(String sid, String room) {
    return engine.ask(Request.verb("$join", named(sid).put("room", room)), answer -> null);
  }

  CompletionStage<Void> leave(String sid, String room) {
    return engine.ask(Request.verb("$leave", named(sid).put("room", room)), answer -> null);
  }

  CompletionStage<List<String>> rooms(String sid) {
    return engine.ask(Request.verb("$rooms", named(sid)), Responses::rooms);
  }

  CompletionStage<Void> disconnect(String sid, boolean close) {
    return Stages.unlessRefused(
        DefaultSession.UNKNOWN,
        engine.ask(Request.verb("$disconnect", named(sid).put("close", close)), answer -> null));
  }

  /** All sessions. */
  CompletionStage<List<FetchedSession>> sessions() {
    return engine.ask(Request.verb("$sessions", Json.object()), this::fetched);
  }

  /** The sessions in one room. */
  CompletionStage<List<FetchedSession>> sessions(String room) {
    return engine.ask(Request.verb("$sessions", Json.object().put("room", room)), this::fetched);
  }

  private List<FetchedSession> fetched(Response response) {
    if (response.json().path("truncated").asBoolean()) {
      throw new HoldfastException(
          HoldfastException.TOO_MANY_SESSIONS, "more sessions than the broker lists");
    }
    List<FetchedSession> sessions = new ArrayList<>();
    for (JsonNode session : Responses.array(response.json(), "sessions")) {
      sessions.add(new DefaultFetchedSession(this, session));
    }
    return sessions;
  }
}
