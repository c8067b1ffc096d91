package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which directories are opened, which are refused, and that a refusal changes nothing. */
@Timeout(60)
class DataDirectoryTest {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);

  @TempDir Path temp;

  @Test
  void aMissingDirectoryIsCreatedWithItsParents() throws Exception {
    Path data = temp.resolve("a/b/data");
    try (Store store = open(data)) {
      assertThat(store.epoch()).isEqualTo(7);
    }
    assertThat(data.resolve("FORMAT"))
        .content()
        .matches("holdfast-store: 2\nepoch: 7\nstate: ready\ncrc32c: [0-9a-f]{8}\n");
    assertThat(data.resolve("db/CURRENT")).exists();
  }

  @Test
  void anEmptyDirectoryBecomesAStoreAlsoAtTheRootOfAFileSystem() throws Exception {
    Files.createDirectory(temp.resolve("lost+found"));
    open(temp).close();
    open(temp).close();
  }

  @Test
  void aNewerFormatIsRefusedAndNothingIsChanged() throws Exception {
    Path data = temp.resolve("data");
    open(data).close();
    Files.writeString(data.resolve("FORMAT"), "holdfast-store: 3\nwhatever: comes\n");
    assertRefusedUnchanged(
        data, "it has format 3, and this program knows formats up to 2", data.toString());
  }

  @Test
  void theFormatBeforeTheFirstReleaseIsRefusedAndNothingIsChanged() throws Exception {
    Path data = temp.resolve("data");
    open(data).close();
    Files.writeString(data.resolve("FORMAT"), "holdfast-store: 1\nepoch: 7\nstate: ready\n");
    assertRefusedUnchanged(data, "it has format 1, of a version before the first release");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "something else\n",
        "holdfast-store: 2\n",
        "holdfast-store: 2\nepoch: 1\nstate: rea",
        "holdfast-store: 2\nepoch: 1\nstate: ready\n",
        "holdfast-store: 2\nepoch: 1\nstate: ready\ncrc32c: 00000000\n",
        "holdfast-store: 2\nepoch: 9999999999\nstate: ready\n",
        "holdfast-store: 0\nepoch: 1\nstate: ready\n"
      })
  void aDamagedFormatFileIsRefusedAndNothingIsChanged(String content) throws Exception {
    Path data = temp.resolve("data");
    open(data).close();
    Files.writeString(data.resolve("FORMAT"), content);
    assertRefusedUnchanged(data, "FORMAT", data.toString());
  }

  @Test
  void aDirectoryWithOtherFilesIsRefusedAndNothingIsChanged() throws Exception {
    Path data = Files.createDirectory(temp.resolve("home"));
    Files.writeString(data.resolve("letter.txt"), "dear");
    assertRefusedUnchanged(data, "holds no Holdfast store (found letter.txt)", data.toString());
  }

  @Test
  void aStoreThatLostItsDatabaseIsRefusedInsteadOfStartedEmpty() throws Exception {
    Path data = temp.resolve("data");
    open(data).close();
    Files.delete(data.resolve("db/CURRENT"));
    assertRefusedUnchanged(data, "has lost its database", data.toString());
  }

  @Test
  void creationThatWasInterruptedAtAnyStepGoesOn() throws Exception {
    Path done = temp.resolve("done");
    open(done).close();

    Path begun = Files.createDirectory(temp.resolve("begun"));
    Files.writeString(begun.resolve("LOCK"), "");
    Files.writeString(begun.resolve("FORMAT.new"), "holdfast-st");
    open(begun).close();

    Path noDatabase = Files.createDirectory(temp.resolve("noDatabase"));
    Files.writeString(noDatabase.resolve("LOCK"), "4711\n");
    Files.writeString(noDatabase.resolve("FORMAT"), creating(5));
    try (Store store = open(noDatabase)) {
      assertThat(store.epoch()).isEqualTo(5);
    }
    assertThat(noDatabase.resolve("FORMAT")).content().contains("state: ready");

    Path halfDatabase = Files.createDirectory(temp.resolve("halfDatabase"));
    Files.copy(noDatabase.resolve("LOCK"), halfDatabase.resolve("LOCK"));
    Files.writeString(halfDatabase.resolve("FORMAT"), creating(5));
    Files.createDirectory(halfDatabase.resolve("db"));
    Files.writeString(halfDatabase.resolve("db/MANIFEST-000001"), "torn");
    open(halfDatabase).close();
    open(halfDatabase).close();
  }

  private static String creating(int epoch) {
    return new StoreFormat(Lineage.of(epoch), StoreFormat.State.CREATING).toText();
  }

  @Test
  void aSecondStoreInThisProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    Path data = temp.resolve("data");
    try (Store store = open(data)) {
      assertThatThrownBy(() -> open(data))
          .isInstanceOf(StoreOpenException.class)
          .hasMessageContaining("Data directory " + data + " is in use by this process");
      try (StoreProcess other = StoreProcess.start(StoreProcess.HOLD, data)) {
        assertThat(other.line())
            .startsWith("refused: Data directory " + data + " is in use by process ")
            .contains(Long.toString(ProcessHandle.current().pid()));
      }
      assertThat(store.get(Table.META, new byte[1])).isNull();
    }
  }

  @Test
  void aSecondProcessIsToldWhichOneHoldsTheDirectoryUntilThatOneDies() throws Exception {
    Path data = temp.resolve("data");
    try (StoreProcess holder = StoreProcess.start(StoreProcess.HOLD, data)) {
      assertThat(holder.line()).isEqualTo("open");
      assertThatThrownBy(() -> open(data))
          .isInstanceOf(StoreOpenException.class)
          .hasMessageContaining("Data directory " + data + " is in use by process " + holder.pid());
      holder.kill();
      open(data).close();
    }
  }

  @Test
  void aPathThatRunsThroughAFileIsRefused() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreOpenException.class)
        .hasMessage("Cannot use data directory " + file + ": " + file + " is not a directory");
    assertThatThrownBy(() -> open(file.resolve("data")))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(file + " is not a directory");
  }

  @Test
  void aDirectoryThatMayNotBeWrittenIsRefused() throws Exception {
    Path data = Files.createDirectory(temp.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(data), "this user may write anywhere");
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(StoreOpenException.class)
        .hasMessage("Cannot use data directory " + data + ": permission denied");
  }

  private static Store open(Path data) throws StoreOpenException {
    return RocksStore.open(data, SETTINGS, () -> 7);
  }

  private static void assertRefusedUnchanged(Path data, String... messageParts) throws IOException {
    Map<String, String> before = contents(data);
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContainingAll(messageParts);
    assertThat(contents(data)).isEqualTo(before);
  }

  /** Every file's bytes and modification time, by path. */
  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.toList()) {
        String bytes =
            Files.isDirectory(path) ? "" : HexFormat.of().formatHex(Files.readAllBytes(path));
        contents.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return contents;
  }
}
