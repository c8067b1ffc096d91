package dev.holdfast.proof.resources;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Emits;
import dev.holdfast.proof.net.Fleet;
import dev.holdfast.proof.net.Tally;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All clients lose their connection at once, and all come back at once. */
class StormIT {
  private static final int CLIENTS = Proof.times("storm", 200);
  private static final long SEED = Tally.seed();
  private static final int EVENTS = 20;
  private static final int PATIENCE_SECONDS = 120;

  @Test
  void nobodyMissesAnythingWhenAllConnectionsAreCut(@TempDir Path data) {
    Tally tally = Tally.of("storm, clients cut off", SEED);
    try (BrokerProcess broker = BrokerProcess.start("storm-cut", data);
        FaultProxy proxy = FaultProxy.to(broker.port());
        Fleet fleet = new Fleet(proxy.url().getPort(), "R", tally);
        Emits emits = new Emits(broker.port(), "R", "")) {
      enter(fleet, emits);
      storm(tally, fleet, emits, proxy::cutAll);
    }
  }

  @Test
  void nobodyMissesAnythingWhenTheBrokerIsKilled(@TempDir Path data) {
    Tally tally = Tally.of("storm, broker killed", SEED);
    try (BrokerProcess broker = BrokerProcess.start("storm-kill", data);
        Fleet fleet = new Fleet(broker.port(), "R", tally);
        Emits emits = new Emits(broker.port(), "R", "")) {
      enter(fleet, emits);
      storm(
          tally,
          fleet,
          emits,
          () -> {
            broker.kill9();
            broker.restart();
          });
    }
  }

  private static void enter(Fleet fleet, Emits emits) {
    fleet.add(CLIENTS, "batch", "", new Random(SEED));
    fleet.awaitJoined();
    emits.emit(EVENTS);
    fleet.awaitReceived(emits.settle(), PATIENCE_SECONDS);
  }

  private static void storm(Tally tally, Fleet fleet, Emits emits, Runnable cut) {
    int connects = fleet.connects();
    long begun = System.nanoTime();
    cut.run();
    emits.emit(EVENTS);
    Fleet.await(
        () -> "all are back: " + (fleet.connects() - connects) + " of " + CLIENTS,
        () -> fleet.connects() >= connects + CLIENTS,
        PATIENCE_SECONDS);
    double backSeconds = secondsSince(begun);
    fleet.awaitReceived(emits.settle(), PATIENCE_SECONDS);
    tally
        .figure("allBackSeconds", backSeconds)
        .figure("allReceivedSeconds", secondsSince(begun))
        .figure("connectsEach", (fleet.connects() - connects) / (double) CLIENTS)
        .close(CLIENTS);
  }

  private static double secondsSince(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1000.0;
  }
}
