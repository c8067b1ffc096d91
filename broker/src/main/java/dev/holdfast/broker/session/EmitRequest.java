package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.broker.routing.Names;
import dev.holdfast.protocol.socketio.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of one emit, {@code ["$emit",{options},"name",arg,…]}, key by key. Used for one
 * request, on one thread.
 */
final class EmitRequest {
  /** The longest event id, in characters. */
  static final int MAX_EVENT_ID = 255;

  private static final String KNOWN =
      "rooms, clients, sessions, everyone, except, exceptRooms, exceptSessions, seq, id, volatile";

  private final String namespace;
  private final RequestReader in;
  private final List<StreamName> targets = new ArrayList<>(2);
  private List<String> except = List.of();
  private List<String> exceptRooms = List.of();
  private List<String> exceptSessions = List.of();
  private long seq = LogRecord.Emit.NO_SEQ;
  private @Nullable String id;
  private boolean isVolatile;

  private EmitRequest(String namespace, RequestReader in) {
    this.namespace = namespace;
    this.in = in;
  }

  /** What {@code $emit} asks for. */
  static EmitOptions read(Payload request, String namespace) throws RequestException {
    if (request.size() < 3 || request.text(2) == null) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, "$emit takes an object with targets, then the event's name");
    }
    try (RequestReader in = new RequestReader("$emit", request.element(1))) {
      return new EmitRequest(namespace, in).read();
    }
  }

  /**
   * The id that a plain emit carries as one of its arguments, a text or a number.
   *
   * @param argument which one, counted from 1
   */
  static String idArgument(Payload emit, int argument) throws RequestException {
    String id = argument < emit.size() ? emit.text(argument) : null;
    if (id == null || id.isEmpty() || id.length() > MAX_EVENT_ID) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST,
          "argument %d of '%s' is its id here: a text of 1 to %d characters, or a number"
              .formatted(argument, emit.name(), MAX_EVENT_ID));
    }
    return id;
  }

  private EmitOptions read() throws RequestException {
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (!readAudience(key) && !readMarks(key)) {
        throw in.unknown(key, KNOWN);
      }
    }
    return new EmitOptions(audience(), marks());
  }

  private boolean readAudience(String key) throws RequestException {
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

  private boolean readMarks(String key) throws RequestException {
    switch (key) {
      case "seq" -> seq = in.number(key, Long.MAX_VALUE - 1);
      case "id" -> id = eventId(key);
      case "volatile" -> isVolatile = in.bool(key);
      default -> {
        return false;
      }
    }
    return true;
  }

  private String eventId(String key) throws RequestException {
    String text = in.text(key);
    if (text.isEmpty() || text.length() > MAX_EVENT_ID) {
      throw in.wrong("key 'id' must be a text of 1 to " + MAX_EVENT_ID + " characters");
    }
    return text;
  }

  private Audience audience() throws RequestException {
    if (targets.isEmpty() || targets.size() > EmitOptions.MAX_TARGETS) {
      throw in.wrong(
          "needs 1 to "
              + EmitOptions.MAX_TARGETS
              + " targets: rooms, clients, sessions or everyone");
    }
    return new Audience(targets, except, exceptRooms, exceptSessions);
  }

  private EmitMarks marks() throws RequestException {
    if (isVolatile && seq != LogRecord.Emit.NO_SEQ) {
      throw in.wrong("key 'seq' is for events that are stored, not for a volatile one");
    }
    EmitMarks marks = isVolatile ? EmitMarks.ofVolatile() : EmitMarks.NONE;
    return marks.withSeq(seq).withId(id);
  }
}
