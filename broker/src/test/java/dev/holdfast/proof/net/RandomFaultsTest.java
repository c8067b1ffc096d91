package dev.holdfast.proof.net;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Summary;
import dev.holdfast.proof.check.Checker;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cuts, stalls, half-open connections, delays and slow lines at random, under load. */
class RandomFaultsTest {
  private static final int FAULTS = Proof.times("network", 40);
  private static final long SEED = Tally.seed();
  private static final int EMITS_BETWEEN = 20;
  private static final int MEMBERS_PER_MODE = 3;
  private static final int LONGEST_PAUSE_MS = 100;
  private static final int EVENTS_PER_SECOND = 400;
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  @TempDir Path dataDir;

  @Test
  void everyoneGetsEveryConfirmedEventInOrderWhateverTheNetworkDoes() throws Exception {
    Tally tally = Tally.of("network, many members", SEED);
    Random random = new Random(SEED);
    try (Broker broker = TestBrokers.heartbeating(dataDir.resolve("data"), 400, 400);
        FaultProxy proxy = FaultProxy.to(broker.port());
        Fleet fleet = new Fleet(proxy.url().getPort(), "R", tally);
        Emits emits = new Emits(proxy.url().getPort(), "R", "")) {
      for (String mode : new String[] {"auto", "each", "batch"}) {
        fleet.add(MEMBERS_PER_MODE, mode, "", random);
      }
      fleet.awaitJoined();
      RandomFaults faults = new RandomFaults(proxy, random);
      for (int i = 0; i < FAULTS; i++) {
        faults.strike();
        emits.emit(EMITS_BETWEEN);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MS)));
      }
      proxy.flow();
      int events = emits.settle();
      fleet.awaitReceived(events, 60);
      tally
          .figure("events", events)
          .figure("connects", fleet.connects())
          .figure("places", faults.struck());
    }
    tally.close(FAULTS);
  }

  /** The same with clients of every kind, whose histories are checked from outside. */
  @Test
  void everyPromiseIsKeptWhateverTheNetworkDoes() throws Exception {
    Random random = new Random(SEED);
    try (Summary summary = new Summary("network", SEED);
        Broker broker = TestBrokers.heartbeating(dataDir.resolve("data"), 400, 400);
        FaultProxy proxy = FaultProxy.to(broker.port());
        Load load =
            Load.start(proxy.url().getPort(), dataDir.resolve("histories"), random.nextLong())) {
      load.rate(EVENTS_PER_SECOND);
      RandomFaults faults = new RandomFaults(proxy, random);
      for (int i = 0; i < FAULTS; i++) {
        summary.fault(faults.strike().toString());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MS)));
      }
      proxy.flow();
      Report report = Checker.strict().check(load.finish(SETTLE_LIMIT));
      summary.checked(report);
      report.assertKept();
    }
  }
}
