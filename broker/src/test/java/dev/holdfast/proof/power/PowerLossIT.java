package dev.holdfast.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proof.Aftermath;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Strace;
import dev.holdfast.proof.Summary;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.history.Histories;
import dev.holdfast.proof.history.History;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails at any instant of a run, also during a recovery: what was not synced is lost, or
 * torn, or there. The real broker's operations are recorded; the states its disk could have been in
 * are rebuilt from them, and a broker and the clients go on from there.
 */
class PowerLossIT {
  private static final int LOSSES_PER_RECORDING = 50;
  private static final int LOSSES_PER_RECOVERY = 5;
  private static final long RECORDED_MS = 3000;

  /** The clocks of the trace and of the histories agree to within this. */
  private static final long PRECISION_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  @TempDir Path temp;

  private final long seed = Proof.seed("the power losses");
  private final Random random = new Random(seed);
  private int states;

  @Test
  void everyPromiseIsKept() throws Exception {
    int losses = Proof.times("powerLosses", 6);
    int inRecovery = Proof.times("powerLossesInRecovery", 2);
    try (Summary running = new Summary("power loss", seed);
        Summary recovering = new Summary("power loss in recovery", seed)) {
      int recordings = Math.max(1, (losses + LOSSES_PER_RECORDING - 1) / LOSSES_PER_RECORDING);
      for (int r = 0; r < recordings; r++) {
        Recording recording =
            Recording.make(temp.resolve("recording-" + r), random, RECORDED_MS, Strace::recording);
        lose(recording, share(losses, recordings, r), running);
        recover(recording, share(inRecovery, recordings, r), recovering);
      }
    }
  }

  /** Evenly, the first ones a bit more. */
  private static int share(int all, int parts, int part) {
    return all / parts + (part < all % parts ? 1 : 0);
  }

  private void lose(Recording recording, int losses, Summary summary) throws Exception {
    Disk disk = new Disk();
    int applied = 0;
    List<FileOp.Timed> operations = recording.operations();
    for (int instant : random.ints(losses, 1, operations.size()).sorted().toArray()) {
      for (; applied < instant; applied++) {
        disk.apply(operations.get(applied).op());
      }
      FileOp.Timed last = operations.get(instant - 1);
      summary.fault("after " + last.op().name());
      check(survivor(disk, recording.root()), certain(recording, last), summary);
    }
  }

  private void recover(Recording recording, int losses, Summary summary) throws Exception {
    for (int done = 0; done < losses; done += LOSSES_PER_RECOVERY) {
      Disk before = new Disk();
      List<FileOp.Timed> operations = recording.operations();
      int instant = operations.size() / 4 + random.nextInt(operations.size() * 3 / 4);
      operations.subList(0, instant).forEach(timed -> before.apply(timed.op()));
      Path data = survivor(before, recording.root());
      Disk disk = Disk.of(data);
      List<FileOp.Timed> recovery =
          Recording.ofRecovery(data, data.resolveSibling("recovery.strace"));
      int some = Math.min(LOSSES_PER_RECOVERY, losses - done);
      int applied = 0;
      for (int again : random.ints(some, 1, recovery.size()).sorted().toArray()) {
        for (; applied < again; applied++) {
          disk.apply(recovery.get(applied).op());
        }
        summary.fault("after " + recovery.get(again - 1).op().name());
        List<History> certain = certain(recording, operations.get(instant - 1));
        check(survivor(disk, data), certain, summary);
      }
    }
  }

  private Path survivor(Disk disk, Path root) throws Exception {
    Path state = temp.resolve("state-" + states++).resolve("data");
    disk.survivor(root, state, random);
    return state;
  }

  private static List<History> certain(Recording recording, FileOp.Timed last) {
    long at = last.atNanos() - recording.wallOfNano();
    return Histories.until(at, PRECISION_NANOS, recording.histories());
  }

  private void check(Path data, List<History> histories, Summary summary) throws Exception {
    Report report = Aftermath.of(data, data.resolveSibling("clients"), histories, random).served();
    summary.checked(report);
    report.assertKept();
    assertThat(report.durable()).isPositive();
  }
}
