package dev.holdfast.proof.check;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.Line;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Within each session: the order of every stream (P4), nothing twice (P5), and nothing passed over
 * that the client has never acknowledged (P2). What it has acknowledged, or wanted again later, may
 * come or not.
 */
final class SessionCheck {
  /** Its handlers run behind the session's back, so that only first deliveries have an order. */
  private static final String SDK = "sdk";

  private record Source(String publisher, String stream) {}

  private final ClientFacts client;
  private final Knowledge known;
  private final Findings findings;

  /** What the client's queue got by each stream, by offset; only what it certainly got. */
  private final Map<String, List<EventFacts>> queue;

  private final Map<String, Session> sessions = new HashMap<>();

  /** What the client may have acknowledged, in any session. */
  private final Set<String> acknowledged = new HashSet<>();

  private final Set<String> nacked = new HashSet<>();

  /** Of each stream of the queue: everything before this is acknowledged or in a gap. */
  private final Map<String, Integer> done = new HashMap<>();

  SessionCheck(ClientFacts client, Knowledge known, Findings findings) {
    this.client = client;
    this.known = known;
    this.findings = findings;
    this.queue =
        known.events().stream()
            .filter(event -> event.offset() >= 0)
            .sorted(Comparator.comparingLong(EventFacts::offset))
            .flatMap(
                event ->
                    event.streams().stream()
                        .filter(stream -> client.mustGetBy(stream, event))
                        .map(stream -> Map.entry(stream, event)))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  void run() {
    client.lines.forEach(this::take);
  }

  private void take(Line line) {
    if (line.entry() instanceof Entry.Connecting connecting) {
      sessions.put(connecting.session(), new Session(connecting.mode().equals(SDK)));
    } else if (line.entry() instanceof Entry.Delivered delivered) {
      EventFacts event = known.event(delivered.event());
      Session session = sessions.get(delivered.session());
      if (event != null && session != null) {
        session.take(event, line);
      }
    } else if (line.entry() instanceof Entry.Acked ack) {
      acknowledge(ack);
    } else if (line.entry() instanceof Entry.Nacked nack) {
      nacked.add(nack.event());
    }
  }

  private void acknowledge(Entry.Acked ack) {
    acknowledged.addAll(ack.events());
    Session session = sessions.get(ack.session());
    if (session == null) {
      return;
    }
    String upTo = ack.upTo();
    long last = upTo == null ? -1 : Position.parse(upTo).offset();
    for (String name : session.delivered) {
      EventFacts event = known.event(name);
      if (ack.all() || (event != null && event.offset() >= 0 && event.offset() <= last)) {
        acknowledged.add(name);
      }
    }
  }

  /** One session of the client. */
  private final class Session {
    private final boolean firstOnly;
    private final Set<String> delivered = new HashSet<>();
    private final Map<String, EventFacts> lastOfStream = new HashMap<>();
    private final Map<Source, EventFacts> lastOfPublisher = new HashMap<>();
    private final Map<String, Integer> passed = new HashMap<>();

    Session(boolean firstOnly) {
      this.firstOnly = firstOnly;
    }

    void take(EventFacts event, Line line) {
      boolean again = !delivered.add(event.name);
      if (nacked.contains(event.name)) {
        return;
      }
      if (firstOnly) {
        if (line.equals(client.firstDeliveries.get(event.name))) {
          event.streams().forEach(stream -> order(stream, event, line));
        }
      } else if (again) {
        findings.add(Promise.P5, event.name + " came twice in one session", line);
      } else {
        event.streams().forEach(stream -> order(stream, event, line));
        event.streams().forEach(stream -> passOver(stream, event, line));
      }
    }

    private void order(String stream, EventFacts event, Line line) {
      compare(lastOfStream.get(stream), event, stream, line);
      if (event.offset() >= 0) {
        lastOfStream.put(stream, event);
      }
      EventFacts same = lastOfPublisher.put(new Source(event.publisher, stream), event);
      if (same != null && same.number > event.number) {
        findings.add(Promise.P4, same.name + " came before " + event.name, line);
      }
    }

    private void compare(@Nullable EventFacts before, EventFacts event, String stream, Line line) {
      if (before != null && event.offset() >= 0 && before.offset() > event.offset()) {
        String what = before.name + " came before " + event.name + ", behind it in " + stream;
        findings.add(Promise.P4, what, client.firstDeliveries.get(before.name), line);
      }
    }

    /** What stands before this event in the stream has been delivered, or need not be. */
    private void passOver(String stream, EventFacts event, Line line) {
      List<EventFacts> all = queue.getOrDefault(stream, List.of());
      int next = Math.max(passed.getOrDefault(stream, 0), done.getOrDefault(stream, 0));
      for (; next < all.size() && all.get(next).offset() < event.offset(); next++) {
        EventFacts earlier = all.get(next);
        if (!delivered.contains(earlier.name) && !excused(earlier)) {
          String what = earlier.name + " was passed over in " + stream + " by " + event.name;
          findings.add(Promise.P2, what, earlier.emitted, earlier.confirmed, line);
        }
      }
      passed.put(stream, next);
      moveDone(stream, all, next);
    }

    private void moveDone(String stream, List<EventFacts> all, int upTo) {
      int index = done.getOrDefault(stream, 0);
      while (index < upTo && excused(all.get(index))) {
        index++;
      }
      done.put(stream, index);
    }

    private boolean excused(EventFacts event) {
      return acknowledged.contains(event.name)
          || nacked.contains(event.name)
          || client.gapOver(event) != null;
    }
  }
}
