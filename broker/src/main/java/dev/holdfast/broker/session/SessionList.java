package dev.holdfast.broker.session;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the answer to {@code $sessions}: {@code {"sessions":[{"sid","clientId"?,"rooms":[]}]}},
 * with {@code "truncated":true} when there are more than fit. Used on one lane after the other.
 */
final class SessionList {
  private final @Nullable String room;
  private final int maxChars;
  private final StringBuilder out = new StringBuilder("{\"sessions\":[");
  private char before = '[';
  private boolean truncated;

  /**
   * Empty.
   *
   * @param room only its members are listed, for a sid that session; null for all sessions
   * @param maxChars no session is added when the answer is longer
   */
  SessionList(@Nullable String room, int maxChars) {
    this.room = room;
    this.maxChars = maxChars;
  }

  /** Called on the session's lane. */
  void add(Session session) {
    List<String> rooms = session.queue().rooms();
    if (room != null && !rooms.contains(room) && !room.equals(session.sid())) {
      return;
    }
    if (out.length() > maxChars) {
      truncated = true;
      return;
    }
    out.append(before == '[' ? "{" : ",{");
    Json.session(out, session.sid(), session.client());
    Json.quoteAll(out.append(",\"rooms\":"), rooms).append('}');
    before = ',';
  }

  /** The answer; nothing is added after. */
  Bytes toJson() {
    return Bytes.utf8(out.append(truncated ? "],\"truncated\":true}" : "]}").toString());
  }
}
