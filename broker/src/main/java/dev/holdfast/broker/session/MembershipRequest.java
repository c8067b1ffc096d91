package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.History;
import dev.holdfast.broker.queue.LogRecord;
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
record MembershipRequest(String room, @Nullable Subject of, @Nullable PastRequest history) {
  /** How many past events {@code last} may ask for. */
  static final int MAX_LAST = 1000;

  /**
   * What the room held: events after an offset, or the last of them.
   *
   * @param last at most so many, or {@link History.Range#ALL}
   */
  record PastRequest(long after, int last) {}

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
    String from = null;
    int last = History.Range.ALL;
    Subject.Reader of = new Subject.Reader();
    RequestReader in = new RequestReader(verb, json);
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (key.equals("room")) {
        room = in.text(key);
      } else if (key.equals("from") && verb.equals("$join")) {
        from = in.text(key);
      } else if (key.equals("last") && verb.equals("$join")) {
        last = (int) in.number(key, MAX_LAST);
      } else if (!of.take(in, key)) {
        throw in.unknown(key, "room, session, client and, of $join, from and last");
      }
    }
    if (room == null) {
      throw in.wrong("needs the key 'room'");
    }
    PastRequest history = history(from, last, positions);
    Subject other = of.orNull(in);
    if (other != null && history != null) {
      throw in.wrong("shows what the room held to who joins itself, not to others");
    }
    return new MembershipRequest(room, other, history);
  }

  private static @Nullable PastRequest history(@Nullable String from, int last, Positions positions)
      throws RequestException {
    if (from == null) {
      return last == History.Range.ALL ? null : new PastRequest(0, last);
    }
    long after = positions.from(from);
    return after == LogRecord.Connect.LATEST ? null : new PastRequest(after, last);
  }
}
