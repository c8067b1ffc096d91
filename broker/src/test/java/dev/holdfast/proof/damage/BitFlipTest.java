package dev.holdfast.proof.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.storage.LogProbe;
import dev.holdfast.proof.Aftermath;
import dev.holdfast.proof.FileKind;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Summary;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit is wrong in a file of a broker that had crashed. The next one says so and stops, at once
 * or when it reads that place, or it does not matter; nothing is lost silently.
 *
 * <p>One exception, counted but not failed: commits at the very end of the write-ahead log, behind
 * which nothing says yet that they were synced (docs/storage-format.md).
 */
class BitFlipTest {
  private static final int FLIPS_PER_IMAGE = 100;
  private static final long PING_MS = 150;
  private static final int EVENTS_PER_SECOND = 400;
  private static final long LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
  private static final Set<FileKind> KINDS =
      EnumSet.of(
          FileKind.WAL,
          FileKind.MANIFEST,
          FileKind.CURRENT,
          FileKind.SST,
          FileKind.OPTIONS,
          FileKind.IDENTITY,
          FileKind.FORMAT,
          FileKind.SEAL);

  @TempDir Path temp;

  private final long seed = Proof.seed("the bit flips");
  private final Random random = new Random(seed);
  private Path image;
  private List<History> histories;

  @Test
  void eachIsFoundOrDoesNotMatter() throws Exception {
    int flips = Proof.times("flips", 8);
    List<Report> silent = new ArrayList<>();
    try (Summary summary = new Summary("bit flip", seed)) {
      for (int flip = 0; flip < flips; flip++) {
        if (flip % FLIPS_PER_IMAGE == 0) {
          makeImage(temp.resolve("image-" + flip));
        }
        FileKind kind = List.copyOf(KINDS).get(flip % KINDS.size());
        Path state = copy(image, temp.resolve("state-" + flip));
        boolean knownSynced = flip(kind, state);
        Aftermath aftermath =
            Aftermath.of(state, temp.resolve("clients-" + flip), histories, random);
        Report report = aftermath.report();
        boolean lost = report != null && !report.violations().isEmpty();
        summary.fault(
            kind + (report == null ? ": refused" : lost ? lostAs(knownSynced) : ": harmless"));
        if (report != null && (knownSynced || !lost)) {
          summary.checked(report);
        }
        if (lost && knownSynced) {
          silent.add(report);
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static String lostAs(boolean knownSynced) {
    return knownSynced ? ": LOST" : ": lost at the very end";
  }

  /** What a crash leaves: a log, and tables of an earlier life. */
  private void makeImage(Path directory) throws Exception {
    Path data = directory.resolve("data");
    image = directory.resolve("image");
    List<History> before = live(data, directory.resolve("first"), List.of(), null);
    histories = live(data, directory.resolve("second"), before, image);
  }

  private List<History> live(Path data, Path notes, List<History> before, Path snapshot)
      throws Exception {
    try (Broker broker = TestBrokers.start(data, PING_MS, PING_MS)) {
      Load load = Load.resume(broker.port(), notes, random.nextLong(), before);
      load.rate(EVENTS_PER_SECOND);
      LockSupport.parkNanos(LIFE_NANOS);
      List<History> noted = load.stop();
      if (snapshot != null) {
        copy(data, snapshot);
      }
      return noted;
    }
  }

  /** Returns false when it was where the log alone cannot tell damage from a torn end. */
  private boolean flip(FileKind kind, Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      List<Path> some =
          files
              .filter(file -> FileKind.of(file.toString()) == kind && file.toFile().length() > 0)
              .sorted()
              .toList();
      Path file = some.get(random.nextInt(some.size()));
      byte[] content = Files.readAllBytes(file);
      int at = random.nextInt(content.length);
      boolean found = kind != FileKind.WAL || LogProbe.saysSynced(state.resolve("db"), file, at);
      content[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, content);
      return found;
    }
  }

  /** All but the socket of a broker that was killed: that is no file to copy. */
  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file :
          files.filter(f -> Files.isDirectory(f) || Files.isRegularFile(f)).sorted().toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }
}
