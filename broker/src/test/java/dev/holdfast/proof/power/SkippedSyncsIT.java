package dev.holdfast.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proof.Aftermath;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Strace;
import dev.holdfast.proof.Summary;
import dev.holdfast.proof.check.Promise;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.history.Histories;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planted fault: a broker whose syncs do nothing. The power loss rig finds it. */
class SkippedSyncsIT {
  private static final int AT_MOST = 20;
  private static final long RECORDED_MS = 1500;

  @TempDir Path temp;

  @Test
  void areFoundByAPowerLoss() throws Exception {
    long seed = Proof.seed("the skipped syncs");
    Random random = new Random(seed);
    Recording recording =
        Recording.make(
            temp.resolve("recording"), random, RECORDED_MS, Strace::recordingWithoutSyncs);
    Disk disk = new Disk();
    recording.operations().forEach(timed -> disk.apply(timed.op()));
    for (int losses = 1; losses <= AT_MOST; losses++) {
      Path state = temp.resolve("state-" + losses);
      disk.survivor(recording.root(), state.resolve("data"), random);
      Aftermath aftermath =
          Aftermath.of(
              state.resolve("data"),
              state.resolve("clients"),
              Histories.until(Long.MAX_VALUE / 2, 0, recording.histories()),
              random);
      Report report = aftermath.report();
      if (report == null || !report.violations().isEmpty()) {
        if (report != null) {
          assertThat(report.broken()).containsAnyOf(Promise.P1, Promise.P2, Promise.P7);
        }
        try (Summary summary = new Summary(Summary.PLANTED + "fsync skipped", seed)) {
          summary.put("found after", losses);
        }
        return;
      }
    }
    throw new AssertionError("not found in " + AT_MOST + " power losses");
  }
}
