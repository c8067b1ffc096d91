package dev.holdfast.proof.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Emits;
import dev.holdfast.proof.net.Fleet;
import dev.holdfast.proof.net.Tally;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker is stopped with SIGTERM and started again while its clients are connected and events
 * come. The long run has 2,000 clients: {@code -Dholdfast.proof.drain=2000}.
 */
class DrainIT {
  private static final int CLIENTS = Proof.times("drain", 200);
  private static final long SEED = Tally.seed();
  private static final int EVENTS = 20;
  private static final int SIGTERM = 143;

  /** All are to be back so soon after the broker listens again. */
  private static final int BACK_SECONDS = 10;

  @Test
  void nobodyMissesAnythingAndAllAreBackSoon(@TempDir Path data) {
    Tally tally = Tally.of("drain under load", SEED);
    try (BrokerProcess broker = BrokerProcess.start("drain", data);
        Fleet fleet = new Fleet(broker.port(), "R", tally);
        Emits emits = new Emits(broker.port(), "R", "")) {
      fleet.add(CLIENTS, "batch", "", new Random(SEED));
      fleet.awaitJoined();
      emits.emit(EVENTS);
      int connects = fleet.connects();
      long begun = System.nanoTime();
      assertThat(broker.terminate()).isEqualTo(SIGTERM);
      double drainedSeconds = secondsSince(begun);
      Fleet.await(
          () -> "all were told: " + fleet.toldOfRestart(),
          () -> fleet.toldOfRestart() == CLIENTS,
          BACK_SECONDS);
      broker.restart();
      long up = System.nanoTime();
      emits.emit(EVENTS);
      Fleet.await(
          () -> "all are back: " + (fleet.connects() - connects) + " of " + CLIENTS,
          () -> fleet.connects() >= connects + CLIENTS,
          BACK_SECONDS);
      double backSeconds = secondsSince(up);
      fleet.awaitReceived(emits.settle(), 120);
      tally
          .figure("drainedSeconds", drainedSeconds)
          .figure("allBackSeconds", backSeconds)
          .figure("allReceivedSeconds", secondsSince(up))
          .close(CLIENTS);
    }
  }

  private static double secondsSince(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1000.0;
  }
}
