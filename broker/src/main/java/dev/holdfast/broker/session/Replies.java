package dev.holdfast.broker.session;

import dev.holdfast.broker.limits.LimitExceeded;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.SessionIdentity;
import dev.holdfast.broker.security.Principal;
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

  /** The payload of a CONNECT_ERROR, in the words of the reference server. */
  static final Bytes INVALID_NAMESPACE = Bytes.utf8("{\"message\":\"Invalid namespace\"}");

  private Replies() {}

  /** {@code {"position":"P"}}. */
  static Bytes position(String position) {
    return Bytes.utf8("{\"position\":\"" + position + "\"}");
  }

  /** {@code {"purged":3}}, or of another name: how many there were. */
  static Bytes count(String name, int count) {
    return Bytes.utf8("{\"" + name + "\":" + count + "}");
  }

  /**
   * {@code {"position":"P","deliverAt":ms}}: the confirm of an event that waits for its time.
   *
   * @param dropped how many full queues the event did not enter, if its time was over
   */
  static Bytes scheduled(String position, long deliverAtMs, int dropped) {
    String rest = dropped == 0 ? "}" : ",\"dropped\":" + dropped + "}";
    return Bytes.utf8("{\"position\":\"" + position + "\",\"deliverAt\":" + deliverAtMs + rest);
  }

  /** {@code {"expiresAtMs":N}}: until when a credential is good; {@code {}} for ever. */
  static Bytes expiry(long expiresAtMs) {
    return expiresAtMs == Principal.NEVER
        ? DONE
        : Bytes.utf8("{\"expiresAtMs\":" + expiresAtMs + "}");
  }

  /** {@code {"cancelled":true}}. */
  static Bytes cancelled(boolean done) {
    return Bytes.utf8("{\"cancelled\":" + done + "}");
  }

  /**
   * A confirm: {@code {"position":"P"}}, and {@code "dropped":n} where there is any.
   *
   * @param dropped how many full queues the event did not enter
   */
  static Bytes confirm(String position, int dropped) {
    return dropped == 0
        ? position(position)
        : Bytes.utf8("{\"position\":\"%s\",\"dropped\":%d}".formatted(position, dropped));
  }

  /** {@code {"rooms":["R",…]}}. */
  static Bytes rooms(List<String> rooms) {
    StringBuilder out = new StringBuilder("{\"rooms\":");
    return Bytes.utf8(Json.quoteAll(out, rooms).append('}').toString());
  }

  /** {@code {"error":{"code":…,"message":…}}}: a refusal, with all that it says: {@link #more}. */
  static Bytes error(RequestException refusal) {
    StringBuilder out = new StringBuilder("{\"error\":");
    return Bytes.utf8(body(out, refusal).append('}').toString());
  }

  private static StringBuilder body(StringBuilder out, RequestException refusal) {
    out.append("{\"code\":\"").append(refusal.code().code()).append("\",\"message\":");
    Json.quote(out, String.valueOf(refusal.getMessage()));
    return more(out, refusal).append('}');
  }

  /**
   * Of a position ahead of the store {@code from} and {@code to}; of a limit its name and {@code
   * retryAfterMs}.
   */
  private static StringBuilder more(StringBuilder out, RequestException refusal) {
    Positions.Restored restored = refusal.restored();
    LimitExceeded exceeded = refusal.exceeded();
    if (restored != null) {
      append(out.append(','), restored);
    }
    if (exceeded != null) {
      out.append(",\"limit\":\"").append(exceeded.limit().key());
      out.append("\",\"retryAfterMs\":").append(exceeded.retryAfterMs());
    }
    return out;
  }

  /** Positions have nothing that needs to be quoted. */
  private static StringBuilder append(StringBuilder out, Positions.Restored restored) {
    out.append("\"from\":\"").append(restored.from());
    return out.append("\",\"to\":\"").append(restored.to()).append('"');
  }

  /** {@code "$error",{"code":…,"message":…}}: the event of a refusal nobody waits for. */
  static Bytes errorEvent(RequestException refusal) {
    return Bytes.utf8(body(new StringBuilder("\"$error\","), refusal).toString());
  }

  /** The payload of a CONNECT_ERROR, with all that the refusal says. */
  static Bytes connectError(RequestException refusal) {
    StringBuilder out = new StringBuilder("{\"message\":");
    Json.quote(out, String.valueOf(refusal.getMessage()));
    out.append(",\"data\":{\"code\":\"").append(refusal.code().code()).append('"');
    return Bytes.utf8(more(out, refusal).append("}}").toString());
  }

  /** {@code "$restart",{"afterMs":n}}: the broker stops, and when to come back. */
  static Bytes restart(long afterMs) {
    return Bytes.utf8("\"$restart\",{\"afterMs\":" + afterMs + "}");
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
    out.append(",\"position\":\"").append(welcome.lineage().position(client.upTo())).append('"');
    out.append(",\"ack\":\"").append(welcome.request().mode().wireName()).append('"');
    out.append(",\"window\":").append(welcome.request().window());
    out.append(",\"lastSeq\":").append(client.lastSeq());
    out.append(",\"pending\":").append(client.pending());
    GapJson.appendAll(out.append(",\"gaps\":"), client.gaps(), welcome.lineage());
    append(out, client.limits());
    Positions.Restored restored = welcome.request().restored();
    if (restored != null) {
      append(out.append(",\"restored\":{"), restored).append('}');
    }
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
   * @param request what it asked for
   */
  record Welcome(String clientId, ClientSnapshot client, Lineage lineage, ConnectRequest request) {}
}
