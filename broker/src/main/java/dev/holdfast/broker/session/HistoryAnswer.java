package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.RoomPages;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.PlaceholderNumbers;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what {@code $history} is answered: {@code {"events":[{"event":["name",arg,…],"p":P,"t":ms,
 * "publisher":C,"id":…},…],"next":P,"complete":P}}. The attachments of all events go along, their
 * placeholders renumbered; it ends before there are more than one packet may have. Used once.
 */
final class HistoryAnswer {
  private final Lineage lineage;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Bytes> attachments = new ArrayList<>(0);

  private HistoryAnswer(Lineage lineage) {
    this.lineage = lineage;
  }

  /** The answer of one page. */
  static Content of(RoomPages.Page page, Lineage lineage) {
    HistoryAnswer answer = new HistoryAnswer(lineage);
    answer.write("{\"events\":[");
    long next = answer.addAll(page);
    answer.write("],\"next\":" + (next == RoomPages.Page.END ? "null" : answer.quoted(next)));
    answer.write(",\"complete\":" + answer.quoted(page.complete()) + "}");
    return new Content(Bytes.of(answer.out.toByteArray()), answer.attachments);
  }

  /** Returns the offset after which the next answer is to begin. */
  private long addAll(RoomPages.Page page) {
    long shown = 0;
    for (Event event : page.events()) {
      int all = attachments.size() + event.attachments().size();
      if (shown > 0 && all > SocketPacketReader.MAX_ATTACHMENTS) {
        return shown;
      }
      write(shown == 0 ? "{\"event\":" : ",{\"event\":");
      write(PlaceholderNumbers.raised(Bytes.utf8("[" + event.body() + "]"), attachments.size()));
      attachments.addAll(event.attachments());
      write(headers(event));
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
    return headers.append('}').toString();
  }

  private String quoted(long offset) {
    return '"' + lineage.position(offset) + '"';
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(Bytes bytes) {
    out.write(bytes.array(), bytes.from(), bytes.length());
  }
}
