package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.broker.routing.Names;
import java.util.ArrayList;
import java.util.List;

/** Reads those keys of a request that say whom an event is for. Used for one, on one thread. */
final class AudienceReader {
  /** The keys it reads. */
  static final String KEYS =
      "rooms, clients, sessions, everyone, except, exceptRooms, exceptSessions";

  private final String namespace;
  private final RequestReader in;
  private final List<StreamName> targets = new ArrayList<>(2);
  private List<String> except = List.of();
  private List<String> exceptRooms = List.of();
  private List<String> exceptSessions = List.of();

  AudienceReader(String namespace, RequestReader in) {
    this.namespace = namespace;
    this.in = in;
  }

  /** Takes the value of a key; false when it is none of {@link #KEYS}. */
  boolean take(String key) throws RequestException {
    switch (key) {
      case "rooms" -> {
        for (String room : rooms(key, EmitOptions.MAX_TARGETS)) {
          targets.add(StreamName.room(namespace, room));
        }
      }
      case "clients" -> {
        for (String client : in.texts(key, EmitOptions.MAX_TARGETS)) {
          Requests.legal(ErrorCode.BAD_CLIENT_ID, client, Names::checkClientId);
          targets.add(StreamName.inbox(namespace, client));
        }
      }
      case "sessions" -> {
        for (String sid : in.texts(key, EmitOptions.MAX_TARGETS)) {
          targets.add(StreamName.session(namespace, sid));
        }
      }
      case "everyone" -> {
        if (in.bool(key)) {
          targets.add(StreamName.everyone(namespace));
        }
      }
      case "except" -> except = in.texts(key, EmitOptions.MAX_EXCEPT);
      case "exceptRooms" -> exceptRooms = rooms(key, EmitOptions.MAX_EXCEPT);
      case "exceptSessions" -> exceptSessions = in.texts(key, EmitOptions.MAX_EXCEPT);
      default -> {
        return false;
      }
    }
    return true;
  }

  private List<String> rooms(String key, int max) throws RequestException {
    List<String> rooms = in.texts(key, max);
    for (String room : rooms) {
      Requests.legal(ErrorCode.BAD_ROOM, room, Names::checkRoom);
    }
    return rooms;
  }

  /** Whom the keys that were read say. */
  Audience audience() throws RequestException {
    if (targets.isEmpty() || targets.size() > EmitOptions.MAX_TARGETS) {
      throw in.wrong(
          "needs 1 to " + EmitOptions.MAX_TARGETS + " targets: rooms, clients, sessions, everyone");
    }
    return new Audience(targets, except, exceptRooms, exceptSessions);
  }
}
