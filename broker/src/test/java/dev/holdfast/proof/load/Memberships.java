package dev.holdfast.proof.load;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.HistoryWriter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rooms of a client: joins, leaves, and asks again after each connect. One thread. */
final class Memberships {
  private static final int STEPS_BETWEEN_CHANGES = 60;

  /** Where a client stands to a room; JOINING and LEAVING: it has asked and not been answered. */
  enum State {
    OUT,
    JOINING,
    IN,
    LEAVING
  }

  private final Role role;
  private final HistoryWriter history;
  private final Random random;
  private final Map<String, State> rooms = new TreeMap<>();

  Memberships(Role role, HistoryWriter history, Random random, Past past) {
    this.role = role;
    this.history = history;
    this.random = random;
    rooms.putAll(past.rooms());
  }

  void resume(Session session) {
    List.copyOf(rooms.keySet()).forEach(room -> ask(session, room));
  }

  /** Now and then leaves a room, or joins one again. */
  void step(Session session) {
    if (!role.churns() || random.nextInt(STEPS_BETWEEN_CHANGES) != 0) {
      return;
    }
    List<String> all = List.copyOf(rooms.keySet());
    String room = all.get(random.nextInt(all.size()));
    switch (rooms.get(room)) {
      case IN -> rooms.put(room, State.LEAVING);
      case OUT -> rooms.put(room, State.JOINING);
      default -> {
        return;
      }
    }
    ask(session, room);
  }

  /** Those it is a member of for certain, when nothing is being asked; else null. */
  @Nullable List<String> settled() {
    boolean asking =
        rooms.values().stream().anyMatch(s -> s == State.JOINING || s == State.LEAVING);
    return asking
        ? null
        : rooms.keySet().stream().filter(room -> rooms.get(room) == State.IN).toList();
  }

  private void ask(Session session, String room) {
    if (rooms.get(room) == State.JOINING) {
      history.note(new Entry.Joining(HistoryWriter.now(), room));
      session.request(
          answer -> {
            String position = answer.get("position").asText();
            history.note(new Entry.Joined(HistoryWriter.now(), room, position));
            rooms.put(room, State.IN);
          },
          "$join",
          Map.of("room", room));
    } else if (rooms.get(room) == State.LEAVING) {
      history.note(new Entry.Leaving(HistoryWriter.now(), room));
      session.request(
          answer -> {
            history.note(new Entry.Left(HistoryWriter.now(), room));
            rooms.put(room, State.OUT);
          },
          "$leave",
          Map.of("room", room));
    }
  }
}
