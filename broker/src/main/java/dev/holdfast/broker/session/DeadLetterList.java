package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.DeadLetter;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.protocol.Bytes;
import java.util.List;

/**
 * Writes a page of dead letters: {@code {"deadLetters":[{"p","t","publisher"?,"attempts","reason",
 * "diedAt","event":["name",…]}],"next":P|null}}. A page ends before there are more attachments than
 * a packet may have. Used on one lane.
 */
final class DeadLetterList {
  private final Lineage lineage;
  private final EventArrays out = new EventArrays();
  private boolean full;
  private long last;

  DeadLetterList(Lineage lineage) {
    this.lineage = lineage;
    out.write("{\"deadLetters\":[");
  }

  /** Adds the next one, unless the page has ended. */
  void add(DeadLetter letter) {
    Event event = letter.event();
    full |= !out.hasRoomFor(event);
    if (full) {
      return;
    }
    out.write((last == 0 ? "" : ",") + head(letter));
    out.add(event);
    out.write("}");
    last = event.offset();
  }

  private String head(DeadLetter letter) {
    Event event = letter.event();
    StringBuilder head = new StringBuilder("{\"p\":\"");
    head.append(lineage.position(event.offset()));
    head.append("\",\"t\":").append(event.timeMs());
    if (!event.publisher().isAnonymous()) {
      Json.quote(head.append(",\"publisher\":"), event.publisher().clientId());
    }
    head.append(",\"attempts\":").append(letter.attempts());
    Json.quote(head.append(",\"reason\":"), letter.reason());
    head.append(",\"diedAt\":").append(letter.timeMs());
    return Json.trace(head, event).append(",\"event\":").toString();
  }

  /** What the placeholders stand for. */
  List<Bytes> attachments() {
    return out.attachments();
  }

  /**
   * The whole of it.
   *
   * @param more whether there are further ones behind those that were to be added
   */
  Bytes toJson(boolean more) {
    String next = more || full ? "\"" + lineage.position(last) + "\"" : "null";
    out.write("],\"next\":" + next + "}");
    return out.toBytes();
  }
}
