package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Failure;
import dev.holdfast.broker.queue.Position;
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

  /** As much as is kept of the reason of a {@code $nack}, in characters. */
  private static final int MAX_REASON = 255;

  private Requests() {}

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
    RequestReader in = new RequestReader("$ack", argument("$ack", request));
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
    return new Ack(upTo, also);
  }

  /**
   * {@code ["$nack",{"p":"P","delayMs":5000,"reason":"busy"}]}.
   *
   * @param delayMs {@link Failure#BACKOFF} when the request says nothing
   */
  record Nack(Position position, long delayMs, String reason) {}

  /** What {@code $nack} asks for. */
  static Nack nack(Payload request) throws RequestException {
    Position position = null;
    long delayMs = Failure.BACKOFF;
    String reason = Failure.NACK;
    RequestReader in = new RequestReader("$nack", argument("$nack", request));
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      switch (key) {
        case "p" -> position = position(in.text(key));
        case "delayMs" -> delayMs = in.number(key, MAX_DELAY_MS);
        case "reason" -> reason = shortened(in.text(key));
        default -> throw in.unknown(key, "p, delayMs, reason");
      }
    }
    if (position == null) {
      throw in.wrong("needs the key 'p'");
    }
    return new Nack(position, delayMs, reason);
  }

  private static String shortened(String reason) {
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
  }

  /** What {@code ["$cancel",{"p":"P"}]} takes back: the position of the emit. */
  static Position cancel(Payload request) throws RequestException {
    Position position = null;
    RequestReader in = new RequestReader("$cancel", argument("$cancel", request));
    for (String key = in.nextKey(); !key.isEmpty(); key = in.nextKey()) {
      if (!key.equals("p")) {
        throw in.unknown(key, "p");
      }
      position = position(in.text(key));
    }
    if (position == null) {
      throw in.wrong("needs the key 'p'");
    }
    return position;
  }

  /**
   * Refuses what others could not be made to read.
   *
   * @param event of a client, or of an operator
   */
  static void checkReadable(Payload event) throws RequestException {
    String excess = event.excess();
    if (excess != null) {
      throw new RequestException(ErrorCode.BAD_REQUEST, "the event " + excess);
    }
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
