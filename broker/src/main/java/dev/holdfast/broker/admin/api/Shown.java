package dev.holdfast.broker.admin.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.queue.DeadLetter;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Gap;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.StoredClient;
import dev.holdfast.broker.queue.StoredRooms;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.session.StandingSession;
import java.util.Locale;

/** What things look like in answers. Immutable. */
final class Shown {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Lineage lineage;

  Shown(Lineage lineage) {
    this.lineage = lineage;
  }

  ObjectNode client(StoredClient client, boolean connected) {
    ObjectNode shown = JSON.objectNode().put("clientId", client.key().clientId());
    shown.put("namespace", client.key().namespace());
    shown.put("lifetime", client.lifetime().name().toLowerCase(Locale.ROOT));
    shown.put("connected", connected);
    if (!connected && client.awaySinceMs() > 0) {
      shown.put("awaySinceMs", client.awaySinceMs());
    }
    shown.put("position", lineage.position(client.upTo()));
    shown.put("pendingEvents", client.waiting().events());
    shown.put("pendingBytes", client.waiting().bytes());
    shown.set("gaps", gaps(client));
    return shown;
  }

  ArrayNode gaps(StoredClient client) {
    ArrayNode gaps = JSON.arrayNode();
    client.gaps().forEach(gap -> gaps.add(gap(gap)));
    return gaps;
  }

  ObjectNode gap(Gap gap) {
    return JSON.objectNode()
        .put("from", lineage.position(gap.from()))
        .put("to", lineage.position(gap.to()))
        .put("events", gap.events())
        .put("reason", gap.reason().word())
        .put("t", gap.timeMs());
  }

  static ObjectNode session(StandingSession session) {
    ObjectNode shown = JSON.objectNode().put("sid", session.sid());
    if (!session.client().isAnonymous()) {
      shown.put("clientId", session.client().clientId());
    }
    shown.put("namespace", session.client().namespace());
    shown.put("ack", session.mode()).put("shared", session.shared());
    return shown.put("unacknowledged", session.unacknowledged());
  }

  static ObjectNode sessionWithRooms(StandingSession session) {
    ObjectNode shown = session(session);
    session.rooms().forEach(shown.putArray("rooms")::add);
    return shown;
  }

  static ObjectNode room(StoredRooms.Room room) {
    return JSON.objectNode()
        .put("room", room.name())
        .put("events", room.stored().events())
        .put("bytes", room.stored().bytes());
  }

  /** What an event says, and where it stands; of one that stands for a gap, the gap. */
  ObjectNode event(Event event) {
    ObjectNode shown = JSON.objectNode().put("p", lineage.position(event.offset()));
    Gap gap = event.gap();
    if (gap != null) {
      shown.set("gap", gap(gap));
      return shown;
    }
    shown.put("t", event.timeMs());
    if (!event.publisher().isAnonymous()) {
      shown.put("publisher", event.publisher().clientId());
    }
    if (event.id() != null) {
      shown.put("id", event.id());
    }
    ArrayNode targets = shown.putArray("targets");
    event.targets().forEach(target -> targets.add(target(target)));
    if (event.handling().ttlMs() > 0) {
      shown.put("ttlMs", event.handling().ttlMs());
    }
    shown.set("event", arguments(event));
    if (!event.attachments().isEmpty()) {
      ArrayNode sizes = shown.putArray("attachmentBytes");
      event.attachments().forEach(attachment -> sizes.add(attachment.length()));
    }
    return shown;
  }

  private static String target(StreamName target) {
    return switch (target.kind()) {
      case ROOM -> "room:" + target.name();
      case INBOX -> "client:" + target.name();
      case SESSION -> "session:" + target.name();
      case EVERYONE -> "everyone";
    };
  }

  /** Name and arguments; the broker has never looked into them, so they may be anything. */
  private static JsonNode arguments(Event event) {
    String array = "[" + event.body().toUtf8() + "]";
    try {
      return MAPPER.readTree(array);
    } catch (JsonProcessingException e) {
      return JSON.textNode(array);
    }
  }

  ObjectNode deadLetter(DeadLetter letter) {
    return event(letter.event())
        .put("attempts", letter.attempts())
        .put("reason", letter.reason())
        .put("diedAt", letter.timeMs());
  }

  String position(long offset) {
    return lineage.position(offset);
  }
}
