package dev.holdfast.proof.crash;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.QuickStart;
import dev.holdfast.proof.Configuration;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Strace;
import dev.holdfast.proof.Summary;
import dev.holdfast.proof.check.Checker;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker's process is killed as it makes a certain call, the n-th of its kind: before a write
 * to the log, between the write and its sync, between that and the confirm, and so at every step of
 * commit, flush, compaction, recovery and clean-up.
 */
class StepKillIT {
  private static final int KILLS_PER_DIRECTORY = 20;
  private static final int EVENTS_PER_SECOND = 800;
  private static final Duration LIFE = Duration.ofMillis(1200);
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;

  @Test
  void everyPromiseIsKept() throws Exception {
    int kills = Proof.times("stepKills", 4);
    long seed = Proof.seed("the kills at steps");
    Random random = new Random(seed);
    try (Summary summary = new Summary("SIGKILL at a step", seed)) {
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
    Path data = directory.resolve("data");
    try (BrokerProcess broker =
            BrokerProcess.start("steps", data, Configuration.SMALL, QuickStart.environment());
        Load load = Load.start(broker.port(), directory.resolve("clients"), random.nextLong())) {
      load.rate(EVENTS_PER_SECOND);
      broker.kill9();
      for (int killed = 0; killed < kills; ) {
        Optional<String> step = killAtStep(broker, data, random);
        if (step.isPresent()) {
          killed++;
          summary.fault(step.get());
        }
      }
      broker.restartUnder(List.of());
      return Checker.strict().check(load.finish(SETTLE_LIMIT));
    }
  }

  /** Empty when it did not come that far in a short life; then it is killed anyhow. */
  private static Optional<String> killAtStep(BrokerProcess broker, Path data, Random random)
      throws Exception {
    List<Step> steps = random.nextBoolean() ? Step.COMMIT : Step.CHANGES;
    Step step = steps.get(random.nextInt(steps.size()));
    int n = step.draw(random);
    Path trace = data.resolveSibling("trace");
    broker.beginUnder(Strace.injecting(step.call(), "signal=KILL", n, step.files(data), trace));
    if (!broker.endsWithin(LIFE)) {
      broker.kill9();
    }
    return Calls.step(trace, n);
  }
}
