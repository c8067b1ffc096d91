package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import org.jspecify.annotations.Nullable;

/** The arguments of the verbs that only back-ends have, read and checked. */
final class BackendRequests {
  private BackendRequests() {}

  /** {@code ["$rooms",{"session":"S"}]}: the sid; null where the request is for one's own. */
  static @Nullable String rooms(Payload request) throws RequestException {
    if (request.size() == 1) {
      return null;
    }
    String session = null;
    RequestReader in = new RequestReader("$rooms", Requests.argument("$rooms", request));
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (!key.equals("session")) {
        throw in.unknown(key, "session");
      }
      session = in.text(key);
    }
    return session;
  }

  /** {@code ["$sessions"]} or {@code ["$sessions",{"room":"R"}]}: the room, or null. */
  static @Nullable String sessions(Payload request) throws RequestException {
    if (request.size() == 1) {
      return null;
    }
    String room = null;
    Bytes argument = Requests.argument("$sessions", request);
    RequestReader in = new RequestReader("$sessions", argument);
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (!key.equals("room")) {
        throw in.unknown(key, "room");
      }
      room = in.text(key);
    }
    return room;
  }

  /**
   * {@code ["$disconnect",{"session":"S","close":true}]}.
   *
   * @param close whether the whole connection is to be closed
   */
  record Disconnect(Subject subject, boolean close) {}

  /** What {@code $disconnect} asks for. */
  static Disconnect disconnect(Payload request) throws RequestException {
    Subject.Reader subject = new Subject.Reader();
    boolean close = false;
    Bytes argument = Requests.argument("$disconnect", request);
    RequestReader in = new RequestReader("$disconnect", argument);
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (key.equals("close")) {
        close = in.bool(key);
      } else if (!subject.take(in, key)) {
        throw in.unknown(key, "session, client, close");
      }
    }
    return new Disconnect(subject.get(in), close);
  }

  /**
   * {@code ["$reply",{"sid":"S","p":"P"},arg,…]}.
   *
   * @param sid of the session that waits
   * @param position of its event
   * @param body the arguments for its ack function: the inside of an array
   */
  record Reply(String sid, Position position, Bytes body) {}

  /** What {@code $reply} says. */
  static Reply reply(Payload request) throws RequestException {
    if (request.size() < 2) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, "$reply takes an object with sid and p, then the arguments");
    }
    String sid = null;
    Position position = null;
    RequestReader in = new RequestReader("$reply", request.element(1));
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      switch (key) {
        case "sid" -> sid = in.text(key);
        case "p" -> position = Requests.position(in.text(key));
        default -> throw in.unknown(key, "sid, p");
      }
    }
    if (sid == null || position == null) {
      throw in.wrong("needs the keys 'sid' and 'p'");
    }
    return new Reply(sid, position, request.from(2));
  }
}
