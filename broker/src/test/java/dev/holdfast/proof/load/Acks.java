package dev.holdfast.proof.load;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.HistoryWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How a client acknowledges in its mode: late, in random groups, out of order where the mode has
 * it. One thread.
 */
final class Acks {
  private static final int AT_MOST_HELD = 30;

  private final Role.Mode mode;
  private final HistoryWriter history;
  private final Random random;

  /** Delivered in this session and not acknowledged, in the order of delivery. */
  private final List<Held> held = new ArrayList<>();

  private long number;
  private int awaitedReceipts;
  private @Nullable String lastPosition;
  private String lastSession = "";

  private record Held(String event, @Nullable String position, long ackId) {}

  Acks(Role.Mode mode, HistoryWriter history, Random random, Past past) {
    this.mode = mode;
    this.history = history;
    this.random = random;
    this.number = past.acks();
  }

  /**
   * A session begins.
   *
   * @return what the client says it has seen, in mode offset; else null
   */
  @Nullable String connecting() {
    held.clear();
    awaitedReceipts = 0;
    if (mode != Role.Mode.OFFSET || lastPosition == null) {
      return null;
    }
    note(lastSession, lastPosition, List.of(), false);
    return lastPosition;
  }

  void delivered(Session session, String event, @Nullable String position, long ackId) {
    if (position != null) {
      lastPosition = position;
      lastSession = session.name();
    }
    if (mode == Role.Mode.BATCH || mode == Role.Mode.EACH) {
      held.add(new Held(event, position, ackId));
      if (held.size() > AT_MOST_HELD || random.nextInt(8) == 0) {
        acknowledge(session, 1 + random.nextInt(held.size()));
      }
    }
  }

  /** Before a pong, which acknowledges in the modes that have nothing else. */
  void pong(Session session) {
    if (mode == Role.Mode.AUTO || mode == Role.Mode.OFFSET) {
      note(session.name(), null, List.of(), true);
    }
  }

  /** Acknowledges everything, at the end. */
  void flush(Session session) {
    if (!held.isEmpty()) {
      acknowledge(session, held.size());
    }
  }

  boolean settled() {
    return held.isEmpty() && awaitedReceipts == 0;
  }

  private void acknowledge(Session session, int count) {
    if (mode == Role.Mode.EACH) {
      for (int i = 0; i < count; i++) {
        Held one = held.remove(random.nextInt(held.size()));
        note(session.name(), null, List.of(one.event()), false);
        session.send("43" + one.ackId() + "[]");
      }
    } else if (random.nextInt(4) == 0) {
      Held one = held.remove(random.nextInt(held.size()));
      long ack = note(session.name(), null, List.of(one.event()), false);
      request(session, ack, Map.of("also", List.of(String.valueOf(one.position()))));
    } else {
      List<Held> first = held.subList(0, count);
      String upTo = String.valueOf(first.get(count - 1).position());
      long ack = note(session.name(), upTo, List.of(), false);
      first.clear();
      request(session, ack, Map.of("upTo", upTo));
    }
  }

  private void request(Session session, long ack, Map<String, Object> what) {
    awaitedReceipts++;
    session.request(
        answer -> {
          if (answer.has("error")) {
            throw new IllegalStateException("acknowledgement refused: " + answer);
          }
          awaitedReceipts--;
          history.note(new Entry.Receipt(HistoryWriter.now(), ack));
        },
        "$ack",
        what);
  }

  private long note(String session, @Nullable String upTo, List<String> events, boolean all) {
    history.note(new Entry.Acked(HistoryWriter.now(), session, ++number, upTo, events, all));
    return number;
  }
}
