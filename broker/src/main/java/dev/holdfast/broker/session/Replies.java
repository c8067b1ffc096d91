package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.SessionIdentity;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON the broker answers with. Bodies are the inside of an array, as the packet writer takes
 * it.
 */
final class Replies {
  /** The body of a receipt, or of an answer that says no more than that it was done. */
  static final Bytes DONE = Bytes.utf8("{}");

  private Replies() {}

  /** {@code {"position":"P"}}. */
  static Bytes position(String prefix, long offset) {
    return Bytes.utf8("{\"position\":\"" + prefix + offset + "\"}");
  }

  /**
   * A confirm: {@code {"position":"P"}}, and {@code "dropped":n} where there is any.
   *
   * @param dropped how many full queues the event did not enter
   */
  static Bytes confirm(String prefix, long offset, int dropped) {
    return dropped == 0
        ? position(prefix, offset)
        : Bytes.utf8("{\"position\":\"%s%d\",\"dropped\":%d}".formatted(prefix, offset, dropped));
  }

  /** {@code {"rooms":["R",…]}}. */
  static Bytes rooms(List<String> rooms) {
    StringBuilder out = new StringBuilder("{\"rooms\":");
    return Bytes.utf8(Json.quoteAll(out, rooms).append('}').toString());
  }

  /** {@code {"error":{"code":…,"message":…}}}: a refusal. */
  static Bytes error(ErrorCode code, String message) {
    StringBuilder out = new StringBuilder("{\"error\":{\"code\":\"").append(code.code());
    Json.quote(out.append("\",\"message\":"), message);
    return Bytes.utf8(out.append("}}").toString());
  }

  /** {@code "$error",{"code":…,"message":…}}: the event of a refusal nobody waits for. */
  static Bytes errorEvent(ErrorCode code, String message) {
    StringBuilder out = new StringBuilder("\"$error\",{\"code\":\"").append(code.code());
    Json.quote(out.append("\",\"message\":"), message);
    return Bytes.utf8(out.append('}').toString());
  }

  /**
   * The payload of a CONNECT_ERROR; {@code code} null for what the reference server says itself.
   */
  static Bytes connectError(@Nullable ErrorCode code, String message) {
    StringBuilder out = new StringBuilder("{\"message\":");
    Json.quote(out, message);
    if (code != null) {
      out.append(",\"data\":{\"code\":\"").append(code.code()).append("\"}");
    }
    return Bytes.utf8(out.append('}').toString());
  }

  /**
   * The payload of the CONNECT answer: what the reference server sends, and the broker's own part
   * where there is one.
   */
  static Bytes connected(SessionIdentity session, @Nullable Welcome welcome) {
    StringBuilder out = new StringBuilder("{\"sid\":\"").append(session.sid()).append('"');
    if (session.isRecoverable()) {
      out.append(",\"pid\":\"").append(session.pid()).append('"');
    }
    if (welcome != null) {
      append(out, welcome);
    }
    return Bytes.utf8(out.append('}').toString());
  }

  private static void append(StringBuilder out, Welcome welcome) {
    ClientSnapshot client = welcome.client();
    Json.quote(out.append(",\"holdfast\":{\"clientId\":"), welcome.clientId());
    out.append(",\"resumed\":").append(!client.created());
    out.append(",\"position\":\"").append(welcome.positionPrefix()).append(client.upTo());
    out.append('"');
    out.append(",\"ack\":\"").append(welcome.mode().wireName()).append('"');
    out.append(",\"window\":").append(welcome.window());
    out.append(",\"lastSeq\":").append(client.lastSeq());
    out.append(",\"pending\":").append(client.pending());
    GapJson.appendAll(out.append(",\"gaps\":"), client.gaps(), welcome.positionPrefix());
    append(out, client.limits());
    out.append('}');
  }

  private static void append(StringBuilder out, QueueLimits limits) {
    if (limits.any()) {
      out.append(",\"limits\":{\"maxEvents\":").append(limits.maxEvents());
      out.append(",\"maxBytes\":").append(limits.maxBytes());
      out.append(",\"maxAgeMs\":").append(limits.maxAgeMs());
      out.append(",\"overflow\":\"").append(limits.overflow().word()).append("\"}");
    }
  }

  /**
   * The {@code holdfast} object of the CONNECT answer.
   *
   * @param clientId as the session calls it
   * @param client as it was found
   */
  record Welcome(
      String clientId, ClientSnapshot client, String positionPrefix, AckMode mode, int window) {}
}
