package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Place;
import dev.holdfast.broker.routing.Names;
import dev.holdfast.protocol.socketio.Payload;
import org.jspecify.annotations.Nullable;

/**
 * {@code ["$history",{"room":"R","from":"earliest","to":{"time":ms},"limit":100}]}.
 *
 * @param room its legal name
 * @param from where to begin
 * @param to where to end; null where the room ends
 * @param limit at most so many events
 */
record HistoryRequest(String room, Place from, @Nullable Place to, int limit) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  /**
   * Reads it.
   *
   * @param positions what those that it names mean
   * @throws RequestException when it is not of its form
   */
  static HistoryRequest read(Payload request, Positions positions) throws RequestException {
    RequestReader in = new RequestReader("$history", Requests.argument("$history", request));
    String room = null;
    Place from = Place.EARLIEST;
    Place to = null;
    int limit = DEFAULT_LIMIT;
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      switch (key) {
        case "room" -> room = Requests.legal(ErrorCode.BAD_ROOM, in.text(key), Names::checkRoom);
        case "from" -> from = positions.place(in, key);
        case "to" -> to = positions.place(in, key);
        case "limit" -> limit = (int) in.number(key, MAX_LIMIT);
        default -> throw in.unknown(key, "room, from, to, limit");
      }
    }
    if (room == null) {
      throw in.wrong("needs the key 'room'");
    }
    if (limit == 0) {
      throw in.wrong("key 'limit' must be a whole number from 1 to " + MAX_LIMIT);
    }
    return new HistoryRequest(room, from, to, limit);
  }
}
