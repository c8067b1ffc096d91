package dev.holdfast.proof.net;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Passage;
import dev.holdfast.proof.Proof;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client whose line carries much less than its queue holds gets it all the same, without being
 * taken for dead: what is under way must not keep the heartbeat from getting through.
 *
 * <p>The short run has a line of 16 KB/s and a ping timeout of 1.25 seconds, which is as hard as 1
 * KB/s and the default of twenty.
 */
class ThrottledLineTest {
  private static final int BYTES_PER_SECOND = Proof.times("throttle", 16384);
  private static final long SEED = Tally.seed();
  private static final int EVENTS = 150;
  private static final int EVENT_BYTES = 300;

  @TempDir Path dataDir;

  @ParameterizedTest
  @ValueSource(strings = {"auto", "each", "batch"})
  void backlogArrivesOverASlowLine(String mode) throws Exception {
    Tally tally = Tally.of("throttle", SEED);
    int timeoutMs = (int) (20_000L * 1024 / BYTES_PER_SECOND);
    long seconds = 3 + 3L * EVENTS * EVENT_BYTES / BYTES_PER_SECOND;
    try (Broker broker = TestBrokers.heartbeating(dataDir, timeoutMs, timeoutMs);
        FaultProxy proxy = FaultProxy.to(broker.port());
        Fleet fleet = new Fleet(proxy.url().getPort(), "R", tally);
        Emits emits = new Emits(broker.port(), "R", "x".repeat(EVENT_BYTES))) {
      fleet.add(1, mode, "", new Random(SEED));
      fleet.awaitJoined();
      proxy.pass(Passage.FREE, Passage.throttled(BYTES_PER_SECOND));
      emits.emit(EVENTS);
      long start = System.nanoTime();
      fleet.awaitReceived(emits.settle(), seconds);
      if (mode.equals("auto") && fleet.connects() > 1) {
        tally.violated("taken for dead although it answered");
      }
      tally
          .figure("mode", mode)
          .figure("bytesPerSecond", BYTES_PER_SECOND)
          .figure("seconds", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0)
          .figure("connects", fleet.connects());
    }
    tally.close(1);
  }
}
