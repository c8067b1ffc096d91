package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.DeadLetters;
import dev.holdfast.client.HistoryPage;
import dev.holdfast.client.HistoryQuery;
import dev.holdfast.client.JoinOptions;
import dev.holdfast.client.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The verbs of a client that are more than a word. Thread-safe. */
final class ClientCalls implements DeadLetters {
  private final Engine engine;

  ClientCalls(Engine engine) {
    this.engine = engine;
  }

  CompletionStage<Confirm> join(String room, JoinOptions wanted) {
    ObjectNode options = Json.object().put("room", room);
    put(options, "from", wanted.from());
    if (wanted.last() > 0) {
      options.put("last", wanted.last());
    }
    if (wanted.retained()) {
      options.put("retained", true);
    }
    return engine.ask(Request.verb("$join", options), Responses::confirm);
  }

  CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
    ObjectNode options = Json.object().put("room", room);
    put(options, "from", query.from());
    put(options, "to", query.to());
    options.put("limit", query.limit());
    return engine.ask(Request.verb("$history", options), answer -> Responses.history(room, answer));
  }

  CompletionStage<Boolean> cancel(String position) {
    return engine.ask(
        Request.verb("$cancel", Json.object().put("p", position)), Responses::cancelled);
  }

  @Override
  public CompletionStage<Page> list(Optional<String> from, int limit) {
    ObjectNode options = Json.object().put("action", "list");
    from.ifPresent(position -> options.put("from", position));
    return engine.ask(
        Request.verb("$deadLetters", options.put("limit", limit)), Responses::deadLetters);
  }

  @Override
  public CompletionStage<Integer> replay(List<String> positions) {
    return forEach("replay", "replayed", positions);
  }

  @Override
  public CompletionStage<Integer> purge(List<String> positions) {
    return forEach("purge", "purged", positions);
  }

  private CompletionStage<Integer> forEach(String action, String count, List<String> positions) {
    ObjectNode options = Json.object().put("action", action);
    positions.forEach(options.putArray("positions")::add);
    return engine.ask(
        Request.verb("$deadLetters", options), answer -> Responses.number(answer, count));
  }

  private static void put(ObjectNode options, String key, @Nullable Place place) {
    if (place == null) {
      return;
    }
    Instant time = place.time();
    if (time == null) {
      options.put(key, place.name());
    } else {
      options.putObject(key).put("time", time.toEpochMilli());
    }
  }
}
