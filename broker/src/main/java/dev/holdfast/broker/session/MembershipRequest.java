package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Past;
import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.routing.Names;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import org.jspecify.annotations.Nullable;

/**
 * {@code ["$join",{"room":"R"}]} or {@code ["$join","R"]}, and the same of {@code $leave}.
 *
 * @param room its legal name
 * @param of whose membership it is about; null for that of who asks
 * @param history how much of what the room held is to be shown; null for nothing
 */
record MembershipRequest(String room, @Nullable Subject of, @Nullable Past history) {
  /** How many past events {@code last} may ask for. */
  static final int MAX_LAST = 1000;

  /**
   * Reads it.
   *
   * @param positions what those that it names mean
   * @throws RequestException when it is not of its form
   */
  static MembershipRequest read(String verb, Payload request, Positions positions)
      throws RequestException {
    Bytes argument = Requests.argument(verb, request);
    String room = argument.at(0) == '"' ? request.text(1) : null;
    MembershipRequest read =
        room == null
            ? ofObject(verb, argument, positions)
            : new MembershipRequest(room, null, null);
    Requests.legal(ErrorCode.BAD_ROOM, read.room(), Names::checkRoom);
    return read;
  }

  private static MembershipRequest ofObject(String verb, Bytes json, Positions positions)
      throws RequestException {
    String room = null;
    Place from = null;
    int last = Past.ALL;
    boolean retained = false;
    Subject.Reader of = new Subject.Reader();
    RequestReader in = new RequestReader(verb, json);
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (key.equals("room")) {
        room = in.text(key);
      } else if (key.equals("from") && verb.equals("$join")) {
        from = positions.place(in, key);
      } else if (key.equals("last") && verb.equals("$join")) {
        last = (int) in.number(key, MAX_LAST);
      } else if (key.equals("retained") && verb.equals("$join")) {
        retained = in.bool(key);
      } else if (!of.take(in, key)) {
        throw in.unknown(key, "room, session, client and, of $join, from, last and retained");
      }
    }
    if (room == null) {
      throw in.wrong("needs the key 'room'");
    }
    Past history = history(from, last, retained);
    Subject other = of.orNull(in);
    if (other != null && history != null) {
      throw in.wrong("shows what the room held to who joins itself, not to others");
    }
    return new MembershipRequest(room, other, history);
  }

  private static @Nullable Past history(@Nullable Place from, int last, boolean retained) {
    boolean all = from == null && last != Past.ALL;
    Place begin = all ? Place.EARLIEST : from == null ? Place.LATEST : from;
    return begin.equals(Place.LATEST) && !retained ? null : new Past(begin, last, retained);
  }
}
