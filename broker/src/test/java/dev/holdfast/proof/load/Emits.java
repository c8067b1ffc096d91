package dev.holdfast.proof.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.HistoryWriter;
import dev.holdfast.proof.history.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * The publishing half of a client: emits to targets it is given, some at a time and no faster than
 * its rate, and sends what is not confirmed again, in order, after each connect. Owned by the
 * client's thread.
 */
final class Emits {
  /** What the last event of a stream is called on the wire. */
  static final String END = "end";

  private static final int IN_FLIGHT = 8;

  private final Role role;
  private final HistoryWriter history;
  private final Supplier<Target> targets;
  private final Map<Long, Emit> unconfirmed = new TreeMap<>();

  /** Last events of the run, asked for by another thread. */
  private final Queue<Emit> last = new ConcurrentLinkedQueue<>();

  private long number;

  /** Events per second, from when on, and how many of them were emitted; 0: none. */
  private volatile double rate;

  private volatile long since;
  private long emittedSince;

  private record Emit(String kind, Target target, String body) {
    static Emit usual(Target target, String event) {
      return new Emit("e", target, Body.of(event));
    }
  }

  Emits(Role role, HistoryWriter history, Supplier<Target> targets, Past past) {
    this.role = role;
    this.history = history;
    this.targets = targets;
    this.number = past.lastNumber();
    past.unconfirmed().forEach((n, target) -> unconfirmed.put(n, Emit.usual(target, name(n))));
  }

  /** Emits so many events a second from now on. Any thread. */
  void rate(double perSecond) {
    since = HistoryWriter.now();
    rate = perSecond;
  }

  /** Emits this, whatever the rate. Any thread. */
  void emitLast(Target target, String body) {
    last.add(new Emit(END, target, body));
  }

  boolean allConfirmed() {
    return unconfirmed.isEmpty() && last.isEmpty();
  }

  /** In a session that has just begun. */
  void resume(Session session) {
    List.copyOf(unconfirmed.keySet()).forEach(n -> send(session, n));
  }

  /** Emits what may be emitted now. */
  void step(Session session) {
    for (Emit emit = last.poll(); emit != null; emit = last.poll()) {
      begin(session, emit);
    }
    while (unconfirmed.size() < IN_FLIGHT && emittedSince < due()) {
      emittedSince++;
      begin(session, Emit.usual(targets.get(), name(number + 1)));
    }
  }

  private double due() {
    return rate * (HistoryWriter.now() - since) / 1e9;
  }

  private void begin(Session session, Emit emit) {
    unconfirmed.put(++number, emit);
    send(session, number);
  }

  private void send(Session session, long n) {
    Emit emit = unconfirmed.get(n);
    String event = name(n);
    history.note(
        new Entry.Emitting(HistoryWriter.now(), event, emit.target(), Body.digest(emit.body())));
    session.request(
        answer -> answered(n, answer), "$emit", options(n, emit), emit.kind(), event, emit.body());
  }

  private Map<String, Object> options(long n, Emit emit) {
    Map<String, Object> options = new HashMap<>();
    Target target = emit.target();
    options.put("rooms", target.rooms());
    options.put("clients", target.clients());
    options.put("everyone", target.everyone());
    options.put("except", target.except());
    if (role.resends() == Role.Resends.BY_SEQUENCE) {
      options.put("seq", n);
    } else {
      options.put("id", name(n));
    }
    return options;
  }

  private void answered(long n, JsonNode answer) {
    long at = HistoryWriter.now();
    unconfirmed.remove(n);
    if (answer.has("position")) {
      history.note(new Entry.Confirmed(at, name(n), answer.get("position").asText()));
    } else {
      history.note(new Entry.Refused(at, name(n), answer.path("error").path("code").asText()));
    }
  }

  private String name(long n) {
    return role.client() + "#" + n;
  }
}
