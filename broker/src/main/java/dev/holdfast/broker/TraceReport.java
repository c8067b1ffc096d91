package dev.holdfast.broker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Fate;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.queue.TraceContext;
import dev.holdfast.broker.queue.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the command {@code trace} has found out: the event, how many clients it stands how with, and
 * some of them by name. Those that have acknowledged it give way to those that have not. Used by
 * one thread.
 */
final class TraceReport {
  /** What is in a queue and was sent to a session that has not acknowledged it yet. */
  private static final String DELIVERED = "delivered";

  private final Traces.Found found;
  private final Lineage lineage;
  private final int limit;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<ObjectNode> open = new ArrayList<>();
  private final List<ObjectNode> acknowledged = new ArrayList<>();

  /**
   * Of no client yet.
   *
   * @param limit so many clients are named at most
   */
  TraceReport(Traces.Found found, Lineage lineage, int limit) {
    this.found = found;
    this.lineage = lineage;
    this.limit = limit;
  }

  /**
   * Adds a client.
   *
   * @param session that was sent the event and has not acknowledged it; null for none
   */
  void add(Fate fate, @Nullable String session) {
    String state = session == null ? fate.state().word() : DELIVERED;
    counts.merge(state, 1L, Long::sum);
    List<ObjectNode> list = fate.state() == Fate.State.ACKNOWLEDGED ? acknowledged : open;
    if (list.size() < limit) {
      list.add(client(fate, state, session));
    }
  }

  private static ObjectNode client(Fate fate, String state, @Nullable String session) {
    ObjectNode json = object().put("client", fate.client().clientId()).put("state", state);
    if (session != null) {
      json.put("session", session);
    }
    if (fate.attempts() > 0) {
      json.put("failedAttempts", fate.attempts());
    }
    if (!fate.reason().isEmpty()) {
      json.put("reason", fate.reason());
    }
    if (fate.atMs() > 0) {
      json.put("atMs", fate.atMs());
    }
    return json;
  }

  ObjectNode toJson() {
    ObjectNode json = event(found.event());
    json.put("where", found.where().word());
    if (found.dueMs() > 0) {
      json.put("deliverAt", found.dueMs());
    }
    ArrayNode targets = json.putArray("targets");
    found.targets().forEach(target -> targets.add(target(target)));
    ObjectNode sums = json.putObject("counts");
    counts.forEach(sums::put);
    ArrayNode clients = json.putArray("clients");
    open.forEach(clients::add);
    acknowledged.stream().limit(limit - (long) open.size()).forEach(clients::add);
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    return json.put("more", all - clients.size());
  }

  private ObjectNode event(Event event) {
    ObjectNode json = object();
    json.put("position", lineage.position(event.offset())).put("event", event.name());
    json.put("namespace", event.publisher().namespace());
    json.put("publisher", event.publisher().clientId());
    json.put("takenMs", event.timeMs()).put("bytes", event.body().length());
    if (event.id() != null) {
      json.put("id", event.id());
    }
    if (event.handling().ttlMs() > 0) {
      json.put("ttlMs", event.handling().ttlMs());
    }
    TraceContext trace = event.trace();
    if (trace != null) {
      json.put("traceparent", trace.parent()).put("tracestate", trace.state());
    }
    return json;
  }

  private static ObjectNode target(Traces.Target target) {
    StreamName name = target.name();
    ObjectNode json = object();
    switch (name.kind()) {
      case ROOM -> json.put("room", name.name());
      case INBOX, SESSION -> json.put("client", name.name());
      case EVERYONE -> json.put("everyone", true);
    }
    return json.put("stored", target.stored());
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
