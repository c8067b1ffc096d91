package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.RoomPages;

/**
 * Writes what {@code $history} is answered: {@code {"events":[{"event":["name",arg,…],"p":P,"t":ms,
 * "publisher":C,"id":…},…],"next":P,"complete":P}}. It ends before there are more attachments than
 * one packet may have. Used once.
 */
final class HistoryAnswer {
  private final Lineage lineage;
  private final EventArrays out = new EventArrays();

  private HistoryAnswer(Lineage lineage) {
    this.lineage = lineage;
  }

  /** The answer of one page. */
  static Content of(RoomPages.Page page, Lineage lineage) {
    HistoryAnswer answer = new HistoryAnswer(lineage);
    answer.out.write("{\"events\":[");
    long next = answer.addAll(page);
    answer.out.write("],\"next\":" + (next == RoomPages.Page.END ? "null" : answer.quoted(next)));
    answer.out.write(",\"complete\":" + answer.quoted(page.complete()) + "}");
    return new Content(answer.out.toBytes(), answer.out.attachments());
  }

  /** Returns the offset after which the next answer is to begin. */
  private long addAll(RoomPages.Page page) {
    long shown = 0;
    for (Event event : page.events()) {
      if (!out.hasRoomFor(event)) {
        return shown;
      }
      out.write(shown == 0 ? "{\"event\":" : ",{\"event\":");
      out.add(event);
      out.write(headers(event));
      shown = event.offset();
    }
    return page.next();
  }

  private String headers(Event event) {
    StringBuilder headers = new StringBuilder(",\"p\":").append(quoted(event.offset()));
    headers.append(",\"t\":").append(event.timeMs());
    if (!event.publisher().isAnonymous()) {
      Json.quote(headers.append(",\"publisher\":"), event.publisher().clientId());
    }
    String id = event.id();
    if (id != null) {
      Json.quote(headers.append(",\"id\":"), id);
    }
    return Json.trace(headers, event).append('}').toString();
  }

  private String quoted(long offset) {
    return '"' + lineage.position(offset) + '"';
  }
}
