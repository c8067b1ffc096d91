package dev.holdfast.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All publishers of a run, on one event loop, which owns this; the figures may be read by any
 * thread. A leg is one stretch of publishing: the warm-up, the measurement.
 */
final class Publishing {
  private final Run run;
  private final Loop loop;
  private final Ahead ahead;
  private final List<Publisher> publishers = new ArrayList<>();
  private final Latency confirms = new Latency();
  private @Nullable Pacer pacer;

  /** Whose turn is next. */
  private int first;

  /** Whether somebody waits for the subscribers. */
  private boolean blocked;

  private long emitted;
  private long confirmed;
  private long refused;
  private long lastConfirmAt;
  private volatile Figures figures = new Figures(0, 0, 0, 0);
  private volatile boolean over = true;

  Publishing(Run run, Loop loop, List<Room> rooms) {
    this.run = run;
    this.loop = loop;
    this.ahead = new Ahead(rooms, run.settings().load().ahead(), run.clock());
  }

  /** Before the first leg. */
  void add(Publisher publisher) {
    publishers.add(publisher);
  }

  /** Any thread. */
  Figures figures() {
    return figures;
  }

  /** Any thread: from emit to confirm. */
  Latency confirms() {
    return confirms;
  }

  /** Any thread: whether the leg emits no more, or none was begun. */
  boolean over() {
    return over;
  }

  /** Any thread: begins a leg. The one before is over. */
  void begin(Pacer next) {
    over = false;
    loop.events()
        .execute(
            () -> {
              pacer = next;
              publishers.forEach(Publisher::beginLeg);
              tick();
            });
  }

  /** Any thread: emits no more. */
  void stop() {
    loop.events().execute(this::finish);
  }

  private void finish() {
    pacer = null;
    publish();
    over = true;
  }

  private void tick() {
    Pacer current = pacer;
    if (current == null) {
      return;
    }
    long now = run.nanos();
    pump(current.newlyDue(now));
    if (current.over(now)) {
      finish();
      return;
    }
    var unused =
        loop.events().schedule(this::tick, current.sleepNanos(run.nanos()), TimeUnit.NANOSECONDS);
  }

  /** Those whose turn has come; who could not emit then goes on when it hears of a confirm. */
  private void pump(long newlyDue) {
    int all = publishers.size();
    int count = blocked ? all : (int) Math.min(all, newlyDue);
    blocked = false;
    for (int i = 0; i < count; i++) {
      publishers.get((first + i) % all).pump();
    }
    first = all == 0 ? 0 : (int) ((first + (newlyDue == Long.MAX_VALUE ? 1 : newlyDue)) % all);
    publish();
  }

  /**
   * Asks for one event.
   *
   * @param turn which of all turns it would be, where publishers take turns
   * @return since when it is due, or {@link Pacer#NOT_YET}
   */
  long grant(long turn, long now) {
    if (pacer == null) {
      return Pacer.NOT_YET;
    }
    if (!ahead.open()) {
      blocked = true;
      return Pacer.NOT_YET;
    }
    long due = pacer.grant(turn, now);
    if (due != Pacer.NOT_YET) {
      ahead.take();
      emitted++;
    }
    return due;
  }

  int count() {
    return publishers.size();
  }

  void confirmed(long intendedAt, long now) {
    confirmed++;
    lastConfirmAt = now;
    confirms.record(now - intendedAt);
  }

  void refused(String reason) {
    refused++;
    run.troubles().note("an emit was refused: " + reason);
  }

  /** Makes the figures of this turn known. */
  void publish() {
    figures = new Figures(emitted, confirmed, refused, lastConfirmAt);
  }

  /**
   * What was published since the run began.
   *
   * @param lastConfirmAt by the run's clock
   */
  record Figures(long emitted, long confirmed, long refused, long lastConfirmAt) {
    boolean settled() {
      return confirmed + refused == emitted;
    }
  }
}
