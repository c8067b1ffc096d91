package dev.holdfast.proof.crash;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.QuickStart;
import dev.holdfast.proof.Configuration;
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

/** The broker's process is killed at random under load, again and again on the same data. */
class RandomKillIT {
  private static final int KILLS_PER_DIRECTORY = 25;
  private static final int EVENTS_PER_SECOND = 400;
  private static final int LONGEST_LIFE_MS = 1000;
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;

  @Test
  void everyPromiseIsKept() throws Exception {
    int kills = Proof.times("kills", 4);
    long seed = Proof.seed("the random kills");
    Random random = new Random(seed);
    try (Summary summary = new Summary("SIGKILL at random", seed)) {
      for (int done = 0; done < kills; done += KILLS_PER_DIRECTORY) {
        Path run = temp.resolve("run-" + done);
        Report report = run(run, random, Math.min(KILLS_PER_DIRECTORY, kills - done), summary);
        summary.checked(report);
        report.assertKept();
      }
    }
  }

  private static Report run(Path directory, Random random, int kills, Summary summary)
      throws Exception {
    try (BrokerProcess broker =
            BrokerProcess.start(
                "killed",
                directory.resolve("data"),
                Configuration.SMALL,
                QuickStart.environment());
        Load load = Load.start(broker.port(), directory.resolve("histories"), random.nextLong())) {
      load.rate(EVENTS_PER_SECOND);
      for (int kill = 0; kill < kills; kill++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MS)));
        broker.kill9();
        summary.fault("anywhere");
        broker.restart();
      }
      return Checker.strict().check(load.finish(SETTLE_LIMIT));
    }
  }
}
