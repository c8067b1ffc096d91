package dev.holdfast.proof.resources;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.SdkHost;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Emits;
import dev.holdfast.proof.net.Fleet;
import dev.holdfast.proof.net.Tally;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broker and clients stand still for a while (SIGSTOP), shorter and longer than the others'
 * patience with them, and go on where they stood.
 */
class PauseIT {
  private static final int PAUSES = Proof.times("pause", 3);
  private static final long SEED = Tally.seed();
  private static final int EMITS_BETWEEN = 15;
  private static final int LONGEST_PAUSE_MS = 2500;
  private static final int LONGEST_REST_MS = 500;
  private static final String CONFIGURATION =
      """
      server:
        pingIntervalMs: 500
        pingTimeoutMs: 500
      """;

  private final Tally tally = Tally.of("SIGSTOP", SEED);

  /** Events that the process which is stopped has had; the driver's thread counts. */
  private final AtomicInteger read = new AtomicInteger();

  @Test
  void everyoneGetsEverythingInOrderWhoeverStoodStill(@TempDir Path data) {
    Random random = new Random(SEED);
    try (BrokerProcess broker = BrokerProcess.start("pause", data, CONFIGURATION);
        Fleet fleet = new Fleet(broker.port(), "R", tally);
        SdkHost reader = SdkHost.start("paused");
        Emits emits = new Emits(broker.port(), "R", "")) {
      fleet.add(2, "auto", "", random);
      fleet.add(2, "each", "", random);
      fleet.add(2, "batch", "", random);
      reader.connect(broker.url(), "reader", (name, event) -> read(event.get(0).asInt()));
      reader.join("reader", "R");
      fleet.awaitJoined();
      int brokerPauses = 0;
      for (int i = 0; i < PAUSES; i++) {
        boolean broken = random.nextBoolean();
        brokerPauses += broken ? 1 : 0;
        pause(broken ? broker::pause : reader::pause);
        emits.emit(EMITS_BETWEEN);
        rest(random.nextInt(LONGEST_PAUSE_MS));
        pause(broken ? broker::resume : reader::resume);
        rest(random.nextInt(LONGEST_REST_MS));
      }
      int events = emits.settle();
      fleet.awaitReceived(events, 60);
      Fleet.await(() -> "the reader has all: " + read, () -> read.get() == events, 60);
      tally
          .figure("ofTheBroker", brokerPauses)
          .figure("events", events)
          .figure("connects", fleet.connects())
          .close(PAUSES);
    }
  }

  private static void pause(Runnable signal) {
    signal.run();
  }

  private static void rest(int ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }

  private void read(int number) {
    if (number > read.get()) {
      tally.violated("P2, P4: the reader got " + number + " before " + read);
    } else if (number == read.get()) {
      read.incrementAndGet();
    }
  }
}
