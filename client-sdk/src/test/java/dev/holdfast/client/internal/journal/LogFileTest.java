package dev.holdfast.client.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  /** What a disk writes as a whole. */
  private static final int PAGE = 4096;

  @TempDir Path directory;
  private final FaultyDisk disk = new FaultyDisk();
  private Path path;
  private LogFile file;

  @BeforeEach
  void create() throws IOException {
    path = directory.resolve("log");
    file = LogFile.create(disk, path, record("header"));
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  private static byte[] record(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void append(String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      file.append(record(name + i + "-".repeat(1000)));
    }
  }

  /** A page never came to the disk: as a loss of power leaves it. */
  private void zero(long from) throws IOException {
    byte[] content = Files.readAllBytes(path);
    Arrays.fill(content, (int) from, (int) from + PAGE, (byte) 0);
    Files.write(path, content);
  }

  private List<String> read(boolean marked) throws IOException {
    LogScan scan = new LogScan(path);
    List<String> records = new ArrayList<>();
    while (scan.hasNext()) {
      records.add(scan.next().toUtf8().replaceAll("-+$", ""));
    }
    scan.requireTorn(marked);
    return records;
  }

  @Test
  void pageThatWasNotSyncedMayBeMissingBeforeOneThatCameToTheDisk() throws Exception {
    append("synced", 2);
    file.force();
    long synced = file.size();
    append("later", 20);
    zero(synced + 2000);
    assertThat(read(true)).containsExactly("header", "synced0", "synced1", "later0");
  }

  @Test
  void pageThatWasSyncedIsMissedAsSoonAsMoreWasWritten() throws Exception {
    append("synced", 20);
    long hole = file.size() / 2;
    file.force();
    append("later", 1);
    zero(hole);
    assertThatThrownBy(() -> read(true)).isInstanceOf(DamagedFileException.class);
  }

  @Test
  void allThatIsSealedIsMissed() throws Exception {
    append("synced", 20);
    long hole = file.size() / 2;
    file.seal();
    zero(hole);
    assertThatThrownBy(() -> read(true)).isInstanceOf(DamagedFileException.class);
  }

  /** The first group of a file may lose the mark that it begins with. */
  @Test
  void pageWithTheOnlyMarkMayBeMissing() throws Exception {
    long synced = file.size();
    append("later", 20);
    zero(synced);
    assertThat(read(true)).containsExactly("header");
  }

  @Test
  void holeInAFileOfTheFormatWithoutMarksIsDamage() throws Exception {
    try (LogFile old = LogFile.open(disk, path, false, file.size())) {
      for (int i = 0; i < 20; i++) {
        old.append(record("old" + i + "-".repeat(1000)));
        old.force();
      }
    }
    assertThat(read(false)).hasSize(21);
    assertThat(Files.size(path)).as("without marks").isLessThan(21 * 1030);
    zero(2000);
    assertThatThrownBy(() -> read(false)).isInstanceOf(DamagedFileException.class);
  }

  @Test
  void whatIsWrittenAfterACutIsReadBack() throws Exception {
    append("first", 1);
    disk.setFull(true);
    assertThatThrownBy(() -> append("none", 1)).hasMessageContaining("no space");
    disk.setFull(false);
    append("second", 1);
    assertThat(read(true)).containsExactly("header", "first0", "second0");
  }

  @Test
  void failedSyncIsNotForgotten() throws Exception {
    append("first", 1);
    disk.failSyncs();
    assertThatThrownBy(file::force).isInstanceOf(FailedSyncException.class);
    assertThatThrownBy(file::seal).isInstanceOf(FailedSyncException.class);
  }

  @Test
  void directoryIsSyncedOrLeftAloneOnEveryPlatform() throws Exception {
    LogFile.forceDirectory(directory);
    assertThatThrownBy(() -> LogFile.create(disk, path, record("again")))
        .isInstanceOf(IOException.class);
  }
}
