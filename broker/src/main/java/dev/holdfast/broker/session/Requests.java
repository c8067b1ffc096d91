package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.EmitOptions;
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

  private static final int MAX_EVENT_ID = 255;

  private Requests() {}

  /** {@code ["$emit",{options},"name",arg,…]}: the options. */
  static EmitOptions emit(Payload request, String namespace) throws RequestException {
    if (request.size() < 3 || request.text(2) == null) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, "$emit takes an object with targets, then the event's name");
    }
    List<StreamName> targets = new ArrayList<>(2);
    List<String> except = List.of();
    long seq = LogRecord.Emit.NO_SEQ;
    String id = null;
    try (RequestReader in = new RequestReader("$emit", request.element(1))) {
      for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
        switch (key) {
          case "rooms" -> {
            for (String room : in.texts(key, EmitOptions.MAX_TARGETS)) {
              legal(ErrorCode.BAD_ROOM, room, Names::checkRoom);
              targets.add(StreamName.room(namespace, room));
            }
          }
          case "clients" -> {
            for (String client : in.texts(key, EmitOptions.MAX_TARGETS)) {
              legal(ErrorCode.BAD_CLIENT_ID, client, Names::checkClientId);
              targets.add(StreamName.inbox(namespace, client));
            }
          }
          case "everyone" -> {
            if (in.bool(key)) {
              targets.add(StreamName.everyone(namespace));
            }
          }
          case "except" -> except = in.texts(key, EmitOptions.MAX_EXCEPT);
          case "seq" -> seq = in.number(key, Long.MAX_VALUE - 1);
          case "id" -> id = eventId(in, key);
          default -> throw in.unknown(key, "rooms, clients, everyone, except, seq, id");
        }
      }
      if (targets.isEmpty() || targets.size() > EmitOptions.MAX_TARGETS) {
        throw in.wrong(
            "needs 1 to " + EmitOptions.MAX_TARGETS + " targets: rooms, clients or everyone");
      }
    }
    return new EmitOptions(targets, except, seq, id);
  }

  private static String eventId(RequestReader in, String key) throws RequestException {
    String id = in.text(key);
    if (id.isEmpty() || id.length() > MAX_EVENT_ID) {
      throw in.wrong("key 'id' must be a text of 1 to " + MAX_EVENT_ID + " characters");
    }
    return id;
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

  /** The only argument of a verb. */
  static Bytes argument(String verb, Payload request) throws RequestException {
    if (request.size() != 2) {
      throw new RequestException(
          ErrorCode.BAD_REQUEST, verb + " takes one argument, not " + (request.size() - 1));
    }
    return request.element(1);
  }

  /** A position, of whatever history. */
  static Position position(String text) throws RequestException {
    try {
      return Position.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RequestException(ErrorCode.BAD_POSITION, String.valueOf(e.getMessage()));
    }
  }

  /** The name, if the check finds no problem with it. */
  static String legal(ErrorCode code, String name, UnaryOperator<@Nullable String> check)
      throws RequestException {
    String problem = check.apply(name);
    if (problem != null) {
      throw new RequestException(code, problem);
    }
    return name;
  }
}
