package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.PlaceholderNumbers;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON with the names and arguments of several events in it, for one packet: the attachments of all
 * go along, their placeholders renumbered. Used once.
 */
final class EventArrays {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Bytes> attachments = new ArrayList<>(0);

  void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** False when the packet would have more attachments than one may; a single event always fits. */
  boolean hasRoomFor(Event event) {
    int all = attachments.size() + event.attachments().size();
    return attachments.isEmpty() || all <= SocketPacketReader.MAX_ATTACHMENTS;
  }

  /** Writes {@code ["name",argument,…]}. */
  void add(Event event) {
    Bytes array = Bytes.utf8("[" + event.body() + "]");
    Bytes renumbered =
        attachments.isEmpty() ? array : PlaceholderNumbers.raised(array, attachments.size());
    out.write(renumbered.array(), renumbered.from(), renumbered.length());
    attachments.addAll(event.attachments());
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
