package dev.holdfast.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The publishers and the connected subscribers of a run, and what has passed between them. Used by
 * one thread, the run's.
 */
final class Traffic {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Run run;
  private final List<Room> rooms;
  private final Publishing publishing;
  private final List<Loop> subscriberLoops;
  private Histogram latency = Latency.histogram();
  private Histogram confirm = Latency.histogram();
  private Mark legStart = new Mark(0, 0, 0);
  private Mark lastLine = legStart;

  Traffic(Run run, List<Room> rooms, Publishing publishing, List<Loop> subscriberLoops) {
    this.run = run;
    this.rooms = rooms;
    this.publishing = publishing;
    this.subscriberLoops = subscriberLoops;
  }

  /** From here on it is measured; what was before is forgotten. */
  void mark() {
    collect();
    latency = Latency.histogram();
    confirm = Latency.histogram();
    legStart = now();
    lastLine = legStart;
  }

  private Histogram collect() {
    Histogram recent = Latency.histogram();
    subscriberLoops.forEach(loop -> loop.latency().collect(recent));
    latency.add(recent);
    publishing.confirms().collect(confirm);
    return recent;
  }

  private Mark now() {
    return new Mark(run.nanos(), publishing.figures().confirmed(), received().distinct());
  }

  /** Changes with all that happens. */
  long moved() {
    return publishing.figures().emitted() + publishing.figures().confirmed() + received().all();
  }

  /** Whether all that was emitted is confirmed and received. */
  boolean settled() {
    return publishing.figures().settled() && missing() == 0;
  }

  /** Deliveries of confirmed events that have not come, or not yet. */
  long missing() {
    return rooms.stream().mapToLong(Room::missing).sum();
  }

  Reception.Figures received() {
    Reception.Figures sum = Reception.Figures.NONE;
    for (Room room : rooms) {
      for (Subscriber member : room.members()) {
        sum = sum.plus(member.figures());
      }
    }
    return sum;
  }

  /** The last second, in one line. */
  String line(String phase) {
    Histogram recent = collect();
    Mark now = now();
    double seconds = (now.nanos - lastLine.nanos) / NANOS;
    String text =
        String.format(
            Locale.ROOT,
            "%-9s %,9.0f published/s %,11.0f delivered/s   p50 %.2f  p99 %.2f ms",
            phase,
            (now.confirmed - lastLine.confirmed) / seconds,
            (now.received - lastLine.received) / seconds,
            recent.getValueAtPercentile(50) / 1e3,
            recent.getValueAtPercentile(99) / 1e3);
    lastLine = now;
    return text;
  }

  /** What has passed since the mark. */
  Result.Flow flow() {
    Publishing.Figures published = publishing.figures();
    Reception.Figures received = received();
    long confirmed = published.confirmed() - legStart.confirmed;
    long delivered = received.distinct() - legStart.received;
    double publishSeconds = secondsTo(published.lastConfirmAt());
    double deliverySeconds = secondsTo(received.lastAt());
    return new Result.Flow(
        confirmed,
        confirmed == 0 ? 0 : confirmed / publishSeconds,
        delivered,
        delivered == 0 ? 0 : delivered / deliverySeconds,
        Math.max(publishSeconds, deliverySeconds));
  }

  private double secondsTo(long nanos) {
    return Math.max(0, nanos - legStart.nanos) / NANOS;
  }

  Result.Times times() {
    collect();
    return new Result.Times(latency, confirm);
  }

  private record Mark(long nanos, long confirmed, long received) {}
}
