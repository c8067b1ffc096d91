package dev.holdfast.cli.bench;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run: absent members are made, everybody connects, events are emitted to warm up and then to
 * be measured, and the absent members come back. {@link #run} is called once; {@link #stop} by any
 * thread.
 */
public final class Bench {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CONNECTS_AT_ONCE = 200;
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Run run;
  private final Settings settings;
  private final Watch watch;
  private final List<Room> rooms = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private Result.@Nullable Replayed replayed;
  private Reception.Figures replayFigures = Reception.Figures.NONE;
  private long replayMissing;

  /**
   * A run that is about to begin.
   *
   * @param progress gets a line a second
   */
  public Bench(Settings settings, PrintWriter progress) {
    this(settings, progress, PATIENCE);
  }

  /** For tests, which have less patience with a broker that does not answer. */
  Bench(Settings settings, PrintWriter progress, Duration patience) {
    this.settings = settings;
    this.run = Run.begin(settings, new SecureRandom().nextInt());
    double rate = settings.load().rate();
    long betweenEvents = rate > 0 ? (long) (2 * NANOS / rate) : 0;
    this.watch = new Watch(run, progress, Math.max(patience.toNanos(), betweenEvents));
  }

  /** Ends the run where it stands; {@link #run} returns what was measured. */
  public void stop() {
    watch.stop();
  }

  /** Runs to the end, or until nothing more can be measured. */
  public Result run() {
    try (Wire wire = new Wire(Address.of(settings.target().url()), settings.target().tls())) {
      for (int i = 0; i < settings.crowd().rooms(); i++) {
        rooms.add(new Room(i, run.names()));
      }
      Publishing publishing = new Publishing(run, wire.publisherLoop(), rooms);
      Traffic traffic = new Traffic(run, rooms, publishing, wire.subscriberLoops());
      boolean whole =
          makeAbsent(wire)
              && connect(wire, publishing)
              && leg("warm-up", warmup(), publishing, traffic)
              && leg("measuring", measurement(), publishing, traffic)
              && (!settings.span().replay() || replay(wire));
      Result result = result(traffic);
      if (whole) {
        leaveRooms(wire);
      }
      return result;
    }
  }

  private boolean makeAbsent(Wire wire) {
    int wanted = settings.crowd().absent();
    if (wanted == 0) {
      return true;
    }
    Roster roster = new Roster(run);
    wire.connect(wire.subscriberLoop(0), run, roster);
    if (!watch.until("connecting", () -> roster.found() >= 0, () -> 0, () -> "connecting")) {
      return false;
    }
    AbsentMembers members = new AbsentMembers(run, wire, Math.min(wanted, roster.found()), wanted);
    members.begin();
    boolean made =
        watch.until(
            "making absent members",
            () -> members.made() >= members.count(),
            members::made,
            () -> "absent    " + members.made() + " of " + members.count() + " made");
    if (!made) {
      return false;
    }
    wire.subscriberLoop(0).events().execute(() -> roster.note(Math.max(wanted, roster.found())));
    return watch.until("making absent members", roster::noted, () -> 0, () -> "absent");
  }

  private boolean connect(Wire wire, Publishing publishing) {
    int members = settings.crowd().subscribers();
    Entrance joined = new Entrance(0, members, i -> subscribe(wire, i));
    for (int i = 0; i < members; i++) {
      Room room = rooms.get(i % rooms.size());
      Subscriber subscriber = new Subscriber(i, run, room, wire.subscriberLoop(i), joined);
      subscribers.add(subscriber);
      room.add(subscriber);
    }
    joined.open(CONNECTS_AT_ONCE);
    Settings.Load load = settings.load();
    Payload payload = new Payload(run.number(), load.payloadBytes(), load.random());
    List<Publisher> publishers = new ArrayList<>();
    Entrance entered =
        new Entrance(
            0,
            settings.crowd().publishers(),
            i -> wire.connect(wire.publisherLoop(), run, publishers.get(i)));
    for (int i = 0; i < settings.crowd().publishers(); i++) {
      Publisher publisher =
          new Publisher(i, new Publisher.Shared(run, publishing, rooms, payload, entered));
      publishers.add(publisher);
      publishing.add(publisher);
    }
    entered.open(CONNECTS_AT_ONCE);
    return watch.until(
        "connecting",
        () -> joined.complete() && entered.complete(),
        () -> joined.done() + entered.done(),
        () ->
            "connected "
                + (joined.done() + entered.done())
                + " of "
                + (joined.count() + entered.count()));
  }

  private void subscribe(Wire wire, int index) {
    wire.connect(wire.subscriberLoop(index), run, subscribers.get(index));
  }

  private Pacer warmup() {
    long now = run.nanos();
    long end = now + settings.span().warmup().toNanos();
    return Pacer.of(settings.load().rate(), now, end, Long.MAX_VALUE);
  }

  private Pacer measurement() {
    long now = run.nanos();
    long events = settings.span().events();
    long end = events > 0 ? Long.MAX_VALUE : now + settings.span().duration().toNanos();
    return Pacer.of(settings.load().rate(), now, end, events > 0 ? events : Long.MAX_VALUE);
  }

  /** Publishes, and waits until all of it has come: each leg begins with empty queues. */
  private boolean leg(String name, Pacer pacer, Publishing publishing, Traffic traffic) {
    traffic.mark();
    publishing.begin(pacer);
    boolean timed = settings.span().events() == 0 || name.equals("warm-up");
    boolean published =
        watch.until(
            name,
            publishing::over,
            timed ? run::nanos : traffic::moved, // the end of the leg comes by itself
            () -> traffic.line(name));
    if (!published) {
      publishing.stop();
      return false;
    }
    return watch.until(
        "waiting for what was emitted",
        traffic::settled,
        traffic::moved,
        () -> traffic.line("settling"));
  }

  private boolean replay(Wire wire) {
    Replay replay = new Replay(run, wire, rooms);
    long start = run.nanos();
    replay.begin();
    boolean whole =
        watch.until(
            "replay",
            replay::complete,
            replay::delivered,
            () -> "replay    " + replay.done() + " members, " + replay.delivered() + " events");
    replayFigures = replay.figures();
    replayMissing = replay.missing();
    long end = whole && replayFigures.lastAt() > start ? replayFigures.lastAt() : run.nanos();
    double seconds = (end - start) / NANOS;
    long events = replay.delivered();
    replayed = new Result.Replayed(events, events / seconds, seconds);
    return whole;
  }

  private Result result(Traffic traffic) {
    Reception.Figures all = traffic.received().plus(replayFigures);
    long missing = watch.stopped() ? 0 : traffic.missing() + replayMissing;
    Result.Faults faults =
        new Result.Faults(
            all.duplicates(),
            missing,
            all.reordered(),
            run.troubles().count(),
            run.troubles().first());
    return new Result(settings, traffic.flow(), traffic.times(), faults, replayed);
  }

  /** So that the broker keeps nothing for members that are gone. */
  private void leaveRooms(Wire wire) {
    for (int i = 0; i < subscribers.size(); i++) {
      wire.subscriberLoop(i).events().execute(subscribers.get(i)::end);
    }
    watch.until(
        "leaving the rooms",
        () -> subscribers.stream().allMatch(Subscriber::gone),
        () -> subscribers.stream().filter(Subscriber::gone).count(),
        () -> "leaving the rooms");
  }
}
