package dev.holdfast.proof.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Emits;
import dev.holdfast.proof.net.Fleet;
import dev.holdfast.proof.net.Tally;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker is stopped with SIGTERM and started again while its clients are connected and events
 * come. The long run has 2,000 clients: {@code -Dholdfast.proof.drain=2000}.
 */
class DrainIT {
  private static final int CLIENTS = Proof.times("drain", 200);
  private static final long SEED = Tally.seed();

  /** Each goes to every client: so many times {@link #CLIENTS} deliveries a second. */
  private static final int EVENTS_PER_SECOND = Proof.times("drainEventsPerSecond", 10);

  private static final int SIGTERM = 143;

  /** All are to be back so soon after the broker listens again. */
  private static final double BACK_SECONDS = Proof.boundMs("drain", 10_000, 60_000) / 1000.0;

  private static final int PATIENCE_SECONDS = 60;

  /**
   * A few come back sooner than this lets them, so that is tried. Of many, most would be turned
   * away at that rate, again and again, which costs both sides time.
   */
  private static final int ACCEPTED_PER_SECOND = CLIENTS < 1_000 ? CLIENTS / 4 : CLIENTS / 2;

  private static final int ACCEPTED_AT_ONCE = CLIENTS / 20;
  private static final String CONFIGURATION =
      """
      limits:
        connectionsPerSecond: %d
        connectionBurst: %d
      shutdown:
        closePerSecond: 500
        drainTimeoutMs: 60000
      """
          .formatted(ACCEPTED_PER_SECOND, ACCEPTED_AT_ONCE);

  @Test
  void nobodyMissesAnythingAndAllAreBackSoonAndSpread(@TempDir Path data) {
    Tally tally = Tally.of("drain under load", SEED);
    AtomicBoolean over = new AtomicBoolean();
    try (BrokerProcess broker = BrokerProcess.start("drain", data, CONFIGURATION);
        Fleet fleet = new Fleet(broker.port(), "R", tally);
        Emits emits = new Emits(broker.port(), "R", "")) {
      fleet.add(CLIENTS, "batch", "", new Random(SEED));
      fleet.awaitJoined();
      CompletableFuture<Void> load = TcpClient.onThread(() -> emitUntil(over, emits));
      Fleet.await(() -> "events come", () -> fleet.leastReceived() > 0, PATIENCE_SECONDS);
      int connects = fleet.connects();
      long begun = System.nanoTime();
      assertThat(broker.terminate()).isEqualTo(SIGTERM);
      double drainedSeconds = secondsSince(begun);
      Fleet.await(
          () -> "all were told: " + fleet.toldOfRestart(),
          () -> fleet.toldOfRestart() == CLIENTS,
          PATIENCE_SECONDS);
      broker.restart();
      long up = System.nanoTime();
      Fleet.await(
          () -> "all are back: " + (fleet.connects() - connects) + " of " + CLIENTS,
          () -> fleet.connects() >= connects + CLIENTS,
          PATIENCE_SECONDS);
      double backSeconds = secondsSince(up);
      if (backSeconds > BACK_SECONDS) {
        tally.violated("all were back only after " + backSeconds + " s");
      }
      double tooMany = fleet.mostAbove(ACCEPTED_PER_SECOND, connects);
      if (tooMany > ACCEPTED_AT_ONCE) {
        tally.violated(tooMany + " were let in above the rate");
      }
      over.set(true);
      load.join();
      int events = emits.settle();
      fleet.awaitReceived(events, 120);
      tally
          .figure("events", events)
          .figure("drainedSeconds", drainedSeconds)
          .figure("allBackSeconds", backSeconds)
          .figure("mostAboveTheRate", tooMany)
          .figure("allReceivedSeconds", secondsSince(up))
          .close(CLIENTS);
    } finally {
      over.set(true);
    }
  }

  private static void emitUntil(AtomicBoolean over, Emits emits) {
    while (!over.get()) {
      emits.emit(1);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / EVENTS_PER_SECOND);
    }
  }

  private static double secondsSince(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1000.0;
  }
}
