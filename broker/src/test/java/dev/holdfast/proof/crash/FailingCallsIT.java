package dev.holdfast.proof.crash;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The n-th write, sync or read of the store fails, as on a disk that is broken or full. The broker
 * may stop, or not start, and says so; or go on where it does not matter. It confirms nothing
 * false, and loses nothing.
 */
class FailingCallsIT {
  private static final int FAILURES_PER_DIRECTORY = 20;
  private static final int EVENTS_PER_SECOND = 800;
  private static final Duration LIFE = Duration.ofMillis(1200);
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

  private static final List<Step> STEPS =
      Stream.concat(Step.CHANGES.stream(), Step.READS.stream()).toList();

  @TempDir Path temp;

  @Test
  void everyPromiseIsKept() throws Exception {
    int failures = Proof.times("failingCalls", 3);
    long seed = Proof.seed("the failing calls");
    Random random = new Random(seed);
    try (Summary summary = new Summary("a call fails", seed)) {
      for (int done = 0; done < failures; done += FAILURES_PER_DIRECTORY) {
        Path run = temp.resolve("run-" + done);
        int some = Math.min(FAILURES_PER_DIRECTORY, failures - done);
        Report report = run(run, random, some, summary);
        summary.checked(report);
        report.assertKept();
      }
    }
  }

  private static Report run(Path directory, Random random, int failures, Summary summary)
      throws Exception {
    Path data = directory.resolve("data");
    try (BrokerProcess broker =
            BrokerProcess.start("failing", data, Configuration.SMALL, QuickStart.environment());
        Load load = Load.start(broker.port(), directory.resolve("clients"), random.nextLong())) {
      load.rate(EVENTS_PER_SECOND);
      broker.kill9();
      for (int failed = 0; failed < failures; ) {
        Optional<String> outcome = failOnce(broker, data, random);
        if (outcome.isPresent()) {
          failed++;
          summary.fault(outcome.get());
        }
      }
      broker.restartUnder(List.of());
      return Checker.strict().check(load.finish(SETTLE_LIMIT));
    }
  }

  /** What failed and what the broker did then; empty when its short life was over before that. */
  private static Optional<String> failOnce(BrokerProcess broker, Path data, Random random)
      throws Exception {
    Step step = STEPS.get(random.nextInt(STEPS.size()));
    int n = step.draw(random);
    String error = random.nextBoolean() ? "error=EIO" : "error=ENOSPC";
    Path trace = data.resolveSibling("trace");
    broker.beginUnder(Strace.injecting(step.call(), error, n, step.files(data), trace));
    boolean ended = broker.endsWithin(LIFE);
    if (!ended && step.isOfTheLog() && Calls.isInjected(trace)) {
      // It may have failed just now, and have to say so yet: it is killed in what follows.
      broker.awaitLog("store failed");
    }
    if (!ended) {
      broker.kill9();
    }
    Optional<String> place = Calls.step(trace, n);
    place.ifPresent(failed -> assertSaysWhy(broker, ended, failed));
    return place.map(failed -> failed + (ended ? ": stopped" : ": went on"));
  }

  /** Who stops says so; and a log that cannot be written or synced is not gone on with. */
  private static void assertSaysWhy(BrokerProcess broker, boolean ended, String step) {
    if (ended || step.equals("fdatasync WAL") || step.equals("write WAL")) {
      assertThat(broker.log()).as(step).containsAnyOf("store failed", "did not start");
    }
  }
}
