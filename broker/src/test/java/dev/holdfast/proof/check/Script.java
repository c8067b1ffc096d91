package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.history.Line;
import dev.holdfast.proof.history.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Histories written by hand: each step happens after the one before. Offsets are plain numbers. */
final class Script {
  private final Map<String, List<Line>> lines = new LinkedHashMap<>();
  private final Map<String, Integer> sessions = new LinkedHashMap<>();
  private long time;
  private long acks;

  /** The publisher emits to the room and gets the confirm. */
  Script stored(String event, String room, long offset) {
    return emit(event, Target.room(room)).confirm(event, offset);
  }

  Script emit(String event, Target target) {
    return note(publisher(event), new Entry.Emitting(++time, event, target, body(event)));
  }

  Script confirm(String event, long offset) {
    return note(publisher(event), new Entry.Confirmed(++time, event, position(offset)));
  }

  Script refuse(String event) {
    return note(publisher(event), new Entry.Refused(++time, event, "read-only"));
  }

  Script connect(String client, long offset) {
    sessions.merge(client, 1, Integer::sum);
    note(client, new Entry.Connecting(++time, session(client), "batch"));
    return note(client, new Entry.Connected(++time, session(client), position(offset)));
  }

  Script join(String client, String room, long offset) {
    return joining(client, room).joined(client, room, offset);
  }

  Script joining(String client, String room) {
    return note(client, new Entry.Joining(++time, room));
  }

  Script joined(String client, String room, long offset) {
    return note(client, new Entry.Joined(++time, room, position(offset)));
  }

  Script leave(String client, String room) {
    note(client, new Entry.Leaving(++time, room));
    return note(client, new Entry.Left(++time, room));
  }

  Script deliver(String client, String event, long offset) {
    return deliver(client, event, position(offset), body(event));
  }

  Script deliver(String client, String event, @Nullable String position, String body) {
    return note(client, new Entry.Delivered(++time, session(client), event, position, body));
  }

  Script ackUpTo(String client, long offset) {
    return note(
        client,
        new Entry.Acked(++time, session(client), ++acks, position(offset), List.of(), false));
  }

  Script ack(String client, String event) {
    return note(
        client, new Entry.Acked(++time, session(client), ++acks, null, List.of(event), false));
  }

  /** For the last acknowledgement of anybody. */
  Script receipt(String client) {
    return note(client, new Entry.Receipt(++time, acks));
  }

  Script nack(String client, String event) {
    return note(client, new Entry.Nacked(++time, session(client), event));
  }

  Script gap(String client, long from, long to, long events, String reason) {
    return note(
        client,
        new Entry.Gap(++time, session(client), position(from), position(to), events, reason));
  }

  Script settle(String... clients) {
    for (String client : clients) {
      note(client, new Entry.Settled(++time));
    }
    return this;
  }

  List<History> histories() {
    return lines.entrySet().stream()
        .map(entry -> new History(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  static String position(long offset) {
    return "e-0-" + offset;
  }

  static String body(String event) {
    return "body of " + event;
  }

  private String session(String client) {
    return client + "/" + sessions.getOrDefault(client, 0);
  }

  private static String publisher(String event) {
    return event.substring(0, event.indexOf('#'));
  }

  private Script note(String client, Entry entry) {
    List<Line> history = lines.computeIfAbsent(client, c -> new ArrayList<>());
    history.add(new Line(client, history.size() + 1, entry));
    return this;
  }
}
