package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store whose process is killed, or whose disk is full. */
@Timeout(120)
class StoreCrashTest {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);

  @TempDir Path temp;

  @Test
  void everySyncedCommitSurvivesAKillInMidCommit() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed of the kills: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3; round++) {
      Path data = temp.resolve("killed-" + round);
      int acknowledged = -1;
      try (StoreProcess process = StoreProcess.start(StoreProcess.COMMIT, data)) {
        assertThat(process.line()).isEqualTo("open");
        int enough = 20 + random.nextInt(100);
        while (acknowledged < enough) {
          acknowledged = Integer.parseInt(process.line());
        }
        process.kill();
        acknowledged = lastNumberPrinted(process, acknowledged);
      }
      assertHoldsPrefix(data, acknowledged);
    }
  }

  /** The kill can tear the last line as well: then that number was not acknowledged. */
  private static int lastNumberPrinted(StoreProcess process, int before) throws IOException {
    int last = before;
    for (String line = process.line(); line != null; line = process.line()) {
      if (line.equals(Integer.toString(last + 1))) {
        last++;
      }
    }
    return last;
  }

  @Test
  void aFullDiskFailsTheCommitEndsAllCommitsAndLosesNothing() throws Exception {
    Path data = temp.resolve("full");
    int acknowledged = -1;
    try (StoreProcess process =
        StoreProcess.startWithFileLimit(StoreProcess.COMMIT, data, 24 * 1024)) {
      assertThat(process.line()).isEqualTo("open");
      String line = process.line();
      for (; line.matches("\\d+"); line = process.line()) {
        acknowledged = Integer.parseInt(line);
      }
      assertThat(line)
          .startsWith("failed: The store in " + data + " could not be written")
          .contains("File too large");
      assertThat(process.line())
          .startsWith("again: Nothing more is written after an earlier failure");
    }
    assertThat(acknowledged).isGreaterThan(100);
    assertHoldsPrefix(data, acknowledged);
  }

  @Test
  void aDiskThatIsFullAtTheStartIsNamedAndCreationGoesOnLater() throws Exception {
    Path data = temp.resolve("full at the start");
    Path library = unpackNativeLibrary();
    for (int kibibytes : new int[] {0, 1}) {
      try (StoreProcess process =
          StoreProcess.startWithFileLimit(
              StoreProcess.HOLD, data, kibibytes, "-Djava.library.path=" + library)) {
        assertThat(process.line())
            .startsWith("refused: Cannot ")
            .contains("data directory " + data)
            .contains("File too large");
      }
    }
    try (StoreProcess process = StoreProcess.start(StoreProcess.HOLD, data)) {
      assertThat(process.line()).isEqualTo("open");
    }
  }

  @Test
  void aCompactionThatFailsIsAFailureOfTheStore() throws Exception {
    Path data = temp.resolve("compacted");
    try (StoreProcess process =
        StoreProcess.startWithFileLimit(
            StoreProcess.COMPACT,
            data,
            900,
            "-Dholdfast.memory.budget=" + (1 << 20),
            "-Djava.library.path=" + unpackNativeLibrary())) {
      assertThat(process.line()).isEqualTo("open");
      assertThat(process.line()).startsWith("told: The store in " + data + " could not be ");
      assertThat(process.line()).startsWith("failed: ");
    }
  }

  @Test
  void aDiskThatIsFullAtTheRecoveryIsNamedAndNothingIsLost() throws Exception {
    Path data = temp.resolve("full at the recovery");
    int acknowledged = -1;
    try (StoreProcess process = StoreProcess.start(StoreProcess.COMMIT, data)) {
      assertThat(process.line()).isEqualTo("open");
      while (acknowledged < 20) {
        acknowledged = Integer.parseInt(process.line());
      }
      process.kill();
      acknowledged = lastNumberPrinted(process, acknowledged);
    }
    Path library = unpackNativeLibrary();
    for (int kibibytes : new int[] {1, 100}) {
      try (StoreProcess process =
          StoreProcess.startWithFileLimit(
              StoreProcess.HOLD, data, kibibytes, "-Djava.library.path=" + library)) {
        assertThat(process.line())
            .startsWith("refused: Cannot ")
            .contains("data directory " + data)
            .contains("File too large");
      }
    }
    assertHoldsPrefix(data, acknowledged);
  }

  /** Where it need not be unpacked again by a process that cannot write 17 MB. */
  private Path unpackNativeLibrary() throws IOException {
    String file = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch64" : "linux64";
    Path directory = Files.createDirectory(temp.resolve("native"));
    try (InputStream library =
        RocksStore.class.getResourceAsStream("/librocksdbjni-" + file + ".so")) {
      Files.copy(library, directory.resolve("librocksdbjni.so"));
    }
    return directory;
  }

  /** One commit more than was acknowledged may be there: it was made, but nobody was told. */
  private static void assertHoldsPrefix(Path data, int acknowledged) throws StoreOpenException {
    try (Store store = RocksStore.open(data, SETTINGS, () -> 2);
        Store.Scan scan =
            store.scan(Table.EVENTS, StoreProcess.key(0), StoreProcess.key(Integer.MAX_VALUE))) {
      assertThat(store.epoch()).isEqualTo(1);
      int found = 0;
      for (scan.seek(StoreProcess.key(0)); scan.valid(); scan.next()) {
        assertThat(scan.key()).isEqualTo(StoreProcess.key(found));
        assertThat(scan.value()).isEqualTo(StoreProcess.value(found));
        found++;
      }
      assertThat(found).isBetween(acknowledged + 1, acknowledged + 2);
      assertThat(store.get(Table.META, new byte[] {0})).isEqualTo(StoreProcess.key(found - 1));
    }
  }
}
