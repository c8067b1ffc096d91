package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.routing.Names;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The arguments of the verbs, read and checked: what comes out of here can be done. */
final class Requests {
  /** Bounds an {@code $ack}'s single positions. */
  private static final int MAX_ALSO = 10_000;

  /** The longest delay of a {@code $nack}: one day, in milliseconds. */
  private static final long MAX_DELAY_MS = 86_400_000;

  private Requests() {}

  /** {@code ["$join",{"room":"R","from":"latest"}]} or {@code ["$join","R"]}: the room. */
  static String join(Payload request) throws RequestException {
    return room("$join", request);
  }

  /** {@code ["$leave",{"room":"R"}]} or {@code ["$leave","R"]}: the room. */
  static String leave(Payload request) throws RequestException {
    return room("$leave", request);
  }

  private static String room(String verb, Payload request) throws RequestException {
    String room = argument(verb, request).at(0) == '"' ? request.text(1) : null;
    if (room == null) {
      room = roomOfObject(verb, request.element(1));
    }
    return legal(ErrorCode.BAD_ROOM, room, Names::checkRoom);
  }

  private static String roomOfObject(String verb, Bytes json) throws RequestException {
    String room = null;
    try (RequestReader in = new RequestReader(verb, json)) {
      for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
        if (key.equals("room")) {
          room = in.text(key);
        } else if (key.equals("from") && verb.equals("$join")) {
          if (!in.text(key).equals("latest")) {
            throw in.wrong("starts with the latest event: key 'from' can only be \"latest\"");
          }
        } else {
          throw in.unknown(key, "room, from");
        }
      }
      if (room == null) {
        throw in.wrong("needs the key 'room'");
      }
      return room;
    }
  }

  /**
   * {@code ["$ack",{"upTo":"P","also":["P2"]}]}.
   *
   * @param upTo null when the request has none
   */
  record Ack(@Nullable Position upTo, List<Position> also) {}

  /** What {@code $ack} asks for. */
  static Ack ack(Payload request) throws RequestException {
    Position upTo = null;
    List<Position> also = new ArrayList<>();
    try (RequestReader in = new RequestReader("$ack", argument("$ack", request))) {
      for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
        switch (key) {
          case "upTo" -> upTo = position(in.text(key));
          case "also" -> {
            for (String text : in.texts(key, MAX_ALSO)) {
              also.add(position(text));
            }
          }
          default -> throw in.unknown(key, "upTo, also");
        }
      }
      if (upTo == null && also.isEmpty()) {
        throw in.wrong("needs the key 'upTo' or 'also'");
      }
    }
    return new Ack(upTo, also);
  }

  /** {@code ["$nack",{"p":"P","delayMs":5000}]}. */
  record Nack(Position position, long delayMs) {}

  /** What {@code $nack} asks for. */
  static Nack nack(Payload request) throws RequestException {
    Position position = null;
    long delayMs = 0;
    try (RequestReader in = new RequestReader("$nack", argument("$nack", request))) {
      for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
        switch (key) {
          case "p" -> position = position(in.text(key));
          case "delayMs" -> delayMs = in.number(key, MAX_DELAY_MS);
          default -> throw in.unknown(key, "p, delayMs");
        }
      }
      if (position == null) {
        throw in.wrong("needs the key 'p'");
      }
    }
    return new Nack(position, delayMs);
  }

  private static Bytes argument(String verb, Payload request) throws RequestException {
    if (request.size() != 2) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, verb + " takes one argument, not " + (request.size() - 1));
    }
    return request.element(1);
  }

  private static Position position(String text) throws RequestException {
    try {
      return Position.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RequestException(ErrorCode.BAD_POSITION, String.valueOf(e.getMessage()));
    }
  }

  /** The name, once it is found to be legal. */
  static String legal(ErrorCode code, String name, UnaryOperator<@Nullable String> check)
      throws RequestException {
    String problem = check.apply(name);
    if (problem != null) {
      throw new RequestException(code, problem);
    }
    return name;
  }
}
