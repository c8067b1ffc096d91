package dev.holdfast.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * What one member does with the events that come: it checks, measures and acknowledges them. Owner:
 * the member's event loop; the figures may be read by any thread, and are those of the last turn.
 */
final class Reception {
  private final Run run;
  private final Delivery delivery;
  private final @Nullable Latency latency;
  private final Checker checker;
  private final Acks acks;
  private long foreign;
  private volatile Figures figures = Figures.NONE;

  /**
   * Of a member of this room.
   *
   * @param latency where latencies are recorded, if at all
   */
  Reception(Run run, int room, Delivery delivery, @Nullable Latency latency) {
    Settings settings = run.settings();
    this.run = run;
    this.delivery = delivery;
    this.latency = latency;
    this.checker = new Checker(settings.crowd().publishers(), room, settings.crowd().rooms());
    this.acks = Acks.of(settings.crowd().ack(), settings.load().payloadBytes());
  }

  /** An event came. */
  void take(Client client, byte[] frame, int length) {
    if (!delivery.read(frame, length)) {
      foreign++;
      return;
    }
    int payload = delivery.payloadAt();
    int publisher = Payload.publisher(frame, payload);
    if (Payload.run(frame, payload) != run.number()
        || publisher >= run.settings().crowd().publishers()
        || publisher < 0) {
      foreign++; // an earlier run left it in the queue
    } else if (checker.take(publisher, Payload.sequence(frame, payload)) && latency != null) {
      latency.record(client.readAt() - Payload.intendedAt(frame, payload));
    }
    acks.add(client, delivery);
  }

  /** All that had come was taken. */
  void turnEnd(Client client) {
    acks.flush(client);
    long distinct = checker.distinct();
    Figures before = figures;
    if (distinct + foreign + checker.duplicates() != before.all()) {
      figures =
          new Figures(
              distinct, checker.duplicates(), checker.reordered(), foreign, client.readAt());
    }
  }

  Figures figures() {
    return figures;
  }

  /**
   * What came.
   *
   * @param distinct events of this run, each counted once
   * @param reordered those of them that came after a later one of the same publisher
   * @param foreign events of earlier runs
   * @param lastAt when the last event came, by the run's clock
   */
  record Figures(long distinct, long duplicates, long reordered, long foreign, long lastAt) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    long all() {
      return distinct + duplicates + foreign;
    }

    /** Of two members together. */
    Figures plus(Figures other) {
      return new Figures(
          distinct + other.distinct,
          duplicates + other.duplicates,
          reordered + other.reordered,
          foreign + other.foreign,
          Math.max(lastAt, other.lastAt));
    }
  }
}
