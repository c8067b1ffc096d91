package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.PlaceholderTexts;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON with the names and arguments of several events in it, for one packet: the attachments of all
 * go along, their placeholders renumbered. An event without attachments may say what reads as a
 * placeholder; in one packet with others' attachments it would stand for one of those, or for none,
 * which ends connections. So such an event is in no packet with attachments. Used once.
 */
final class EventArrays {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Bytes> attachments = new ArrayList<>(0);

  /** The events without attachments, as long as there are no attachments. */
  private final List<Bytes> plain = new ArrayList<>();

  private boolean empty = true;

  void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * False when the packet would have more attachments than one may, or what reads as a placeholder
   * beside them; a single event always fits.
   */
  boolean hasRoomFor(Event event) {
    if (empty) {
      return true;
    }
    int all = attachments.size() + event.attachments().size();
    return all <= SocketPacketReader.MAX_ATTACHMENTS && canStandBeside(event);
  }

  private boolean canStandBeside(Event event) {
    if (event.attachments().isEmpty()) {
      return attachments.isEmpty() || !PlaceholderTexts.hasLiteral(array(event));
    }
    return plain.stream().noneMatch(PlaceholderTexts::hasLiteral);
  }

  private static Bytes array(Event event) {
    return Bytes.utf8("[" + event.body() + "]");
  }

  /** Writes {@code ["name",argument,…]}. */
  void add(Event event) {
    empty = false;
    Bytes array = array(event);
    if (!event.attachments().isEmpty()) {
      array = PlaceholderTexts.raised(array, attachments.size());
      attachments.addAll(event.attachments());
      plain.clear();
    } else if (attachments.isEmpty()) {
      plain.add(array);
    }
    out.write(array.array(), array.from(), array.length());
  }

  /** What the placeholders stand for. */
  List<Bytes> attachments() {
    return attachments;
  }

  /** All that was written. */
  Bytes toBytes() {
    return Bytes.of(out.toByteArray());
  }
}
