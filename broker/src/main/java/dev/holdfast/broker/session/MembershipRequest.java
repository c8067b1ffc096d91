package dev.holdfast.broker.session;

import dev.holdfast.broker.routing.Names;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import org.jspecify.annotations.Nullable;

/**
 * {@code ["$join",{"room":"R"}]} or {@code ["$join","R"]}, and the same of {@code $leave}.
 *
 * @param room its legal name
 * @param of whose membership it is about; null for that of who asks
 */
record MembershipRequest(String room, @Nullable Subject of) {
  /**
   * Reads it.
   *
   * @throws RequestException when it is not of its form
   */
  static MembershipRequest read(String verb, Payload request) throws RequestException {
    Bytes argument = Requests.argument(verb, request);
    String room = argument.at(0) == '"' ? request.text(1) : null;
    MembershipRequest read =
        room == null ? ofObject(verb, argument) : new MembershipRequest(room, null);
    Requests.legal(ErrorCode.BAD_ROOM, read.room(), Names::checkRoom);
    return read;
  }

  private static MembershipRequest ofObject(String verb, Bytes json) throws RequestException {
    String room = null;
    Subject.Reader of = new Subject.Reader();
    try (RequestReader in = new RequestReader(verb, json)) {
      for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
        if (key.equals("room")) {
          room = in.text(key);
        } else if (key.equals("from") && verb.equals("$join")) {
          if (!in.text(key).equals("latest")) {
            throw in.wrong("starts with the latest event: key 'from' can only be \"latest\"");
          }
        } else if (!of.take(in, key)) {
          throw in.unknown(key, "room, from, session, client");
        }
      }
      if (room == null) {
        throw in.wrong("needs the key 'room'");
      }
      return new MembershipRequest(room, of.orNull(in));
    }
  }
}
