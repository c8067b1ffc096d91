package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Finding;
import dev.holdfast.broker.queue.StoreChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks through the directory of a store, or of a backup, that no broker uses: its files and what
 * is in them. Changes nothing.
 */
public final class Verification {
  private final Path directory;
  private final Consumer<String> progress;
  private final List<Finding> findings = new ArrayList<>();

  private Verification(Path directory, Consumer<String> progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param progress told, in words for the operator, what was looked at
   * @return what is wrong; empty when nothing is
   * @throws StoreOpenException when it could not be looked at: it is in use, or not to be read
   */
  public static List<Finding> of(Path directory, Consumer<String> progress)
      throws StoreOpenException {
    Verification verification = new Verification(directory, progress);
    try (DataDirectory claimed = DataDirectory.claimForReading(directory)) {
      progress.accept("FORMAT: " + claimed.lineage());
      if (verification.manifest()) {
        verification.log(claimed.database());
        verification.database(claimed);
      }
    } catch (IOException e) {
      throw new StoreOpenException(
          "Cannot read directory " + directory + ": " + DurableFiles.reason(e), e);
    }
    return verification.findings;
  }

  /** Returns false when it is damaged: RocksDB does not come back from opening some of those. */
  private boolean manifest() throws IOException {
    HiddenLoss loss = ManifestSeal.check(directory);
    if (loss != null) {
      add(loss);
      progress.accept("what is in the database: not looked at, as its manifest is damaged");
    }
    return loss == null;
  }

  private void log(Path database) throws IOException {
    try {
      HiddenLoss loss = LogCheck.of(database);
      if (loss != null) {
        add(loss);
      }
      progress.accept("write-ahead log: %d files".formatted(LogScan.files(database).size()));
    } catch (StoreOpenException e) {
      // Said of the database as a whole, which comes next.
      progress.accept("write-ahead log: " + e.getMessage());
    }
  }

  private void add(HiddenLoss loss) {
    findings.add(
        new Finding(
            directory.relativize(loss.file()).toString(),
            loss.problem(),
            "a broker does not start on it: confirmed events may be lost; restore the store from a"
                + " backup"));
  }

  private void database(DataDirectory claimed) {
    try (RocksStore store = RocksStore.openReadOnly(claimed)) {
      checksums(store);
      findings.addAll(StoreChecks.run(store, progress));
    } catch (StoreOpenException e) {
      findings.add(
          new Finding(
              DataDirectory.DATABASE,
              String.valueOf(e.getMessage()),
              "a broker cannot start on it; restore the store from a backup"));
    }
  }

  private void checksums(RocksStore store) {
    try {
      store.verifyChecksums();
      progress.accept("table files: checksums hold");
    } catch (StoreOpenException e) {
      findings.add(
          new Finding(
              DataDirectory.DATABASE,
              String.valueOf(e.getMessage()),
              "a broker stops when it reads that block; restore the store from a backup"));
    }
  }
}
