package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.DeadLetter;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.PlaceholderNumbers;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a page of dead letters: {@code {"deadLetters":[{"p","t","publisher"?,"attempts","reason",
 * "diedAt","event":["name",…]}],"next":P|null}}. Binary arguments of all go along as attachments,
 * their placeholders renumbered; a page ends before there are more of these than a packet may have.
 * Used on one lane.
 */
final class DeadLetterList {
  private final Lineage lineage;
  private final ByteArrayOutputStream letters = new ByteArrayOutputStream();
  private final List<Bytes> attachments = new ArrayList<>(0);
  private boolean full;
  private long last;

  DeadLetterList(Lineage lineage) {
    this.lineage = lineage;
  }

  /** Adds the next one, unless the page has ended. */
  void add(DeadLetter letter) {
    Event event = letter.event();
    int attached = attachments.size() + event.attachments().size();
    full |= attached > SocketPacketReader.MAX_ATTACHMENTS;
    if (full) {
      return;
    }
    write((letters.size() == 0 ? "" : ",") + head(letter));
    Bytes array = Bytes.utf8("[" + event.body() + "]");
    Bytes renumbered =
        attachments.isEmpty() ? array : PlaceholderNumbers.raised(array, attachments.size());
    letters.write(renumbered.array(), renumbered.from(), renumbered.length());
    letters.write('}');
    attachments.addAll(event.attachments());
    last = event.offset();
  }

  private String head(DeadLetter letter) {
    Event event = letter.event();
    StringBuilder out = new StringBuilder("{\"p\":\"");
    out.append(lineage.position(event.offset()));
    out.append("\",\"t\":").append(event.timeMs());
    if (!event.publisher().isAnonymous()) {
      Json.quote(out.append(",\"publisher\":"), event.publisher().clientId());
    }
    out.append(",\"attempts\":").append(letter.attempts());
    Json.quote(out.append(",\"reason\":"), letter.reason());
    out.append(",\"diedAt\":").append(letter.timeMs());
    return out.append(",\"event\":").toString();
  }

  /** What the placeholders stand for. */
  List<Bytes> attachments() {
    return attachments;
  }

  /**
   * The whole of it.
   *
   * @param more whether there are further ones behind those that were to be added
   */
  Bytes toJson(boolean more) {
    String next = more || full ? "\"" + lineage.position(last) + "\"" : "null";
    byte[] listed = letters.toByteArray();
    letters.reset();
    write("{\"deadLetters\":[");
    letters.writeBytes(listed);
    write("],\"next\":" + next + "}");
    return Bytes.of(letters.toByteArray());
  }

  private void write(String text) {
    letters.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
