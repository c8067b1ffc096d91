package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Lineage.Ancestor;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.StoreState;
import dev.holdfast.broker.queue.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a store that is written to, and the store that is made of it. */
@Timeout(60)
class BackupTest {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);

  @TempDir Path temp;

  private Path data() {
    return temp.resolve("data");
  }

  private Path backup() {
    return temp.resolve("backups/monday");
  }

  private Path restored() {
    return temp.resolve("restored");
  }

  private static RocksStore open(Path path) throws StoreOpenException {
    return RocksStore.open(path, SETTINGS, () -> 7);
  }

  /** As the core does: each commit says how far it brings the store. */
  private static void commit(Store store, int offset) {
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, StoreProcess.key(offset), new byte[1_000]);
    batch.put(Table.META, new byte[] {'s'}, new byte[] {(byte) offset, 1});
    store.commit(batch, offset % 2 == 0);
  }

  private void backupOf(int offset) throws Exception {
    try (RocksStore store = open(data())) {
      for (int i = 1; i <= offset; i++) {
        commit(store, i);
      }
      assertThat(store.backup(backup()).offset()).isEqualTo(offset);
    }
  }

  @Test
  void itHoldsWhatWasCommittedBeforeItBeganAndAWholePrefixOfWhatCameMeanwhile() throws Exception {
    try (RocksStore store = open(data())) {
      for (int i = 1; i <= 20; i++) {
        commit(store, i);
      }
      AtomicInteger last = new AtomicInteger(20);
      Thread writer =
          new Thread(
              () -> {
                for (int i = 21; i <= 120; i++) {
                  commit(store, i);
                  last.set(i);
                }
              });
      writer.start();
      long offset = store.backup(backup()).offset();
      writer.join();
      assertThat(offset).isBetween(20L, (long) last.get());
    }
    Restore.restore(backup(), restored(), () -> 8);
    try (RocksStore store = open(restored())) {
      long offset = StoreState.of(store).applied();
      for (int i = 1; i <= 120; i++) {
        assertThat(store.get(Table.EVENTS, StoreProcess.key(i)) != null)
            .as("offset %d of %d", i, offset)
            .isEqualTo(i <= offset);
      }
    }
  }

  @Test
  void theRestoredStoreBeginsAHistoryOfItsOwnAndKnowsItsOrigin() throws Exception {
    backupOf(20);
    AtomicInteger epochs = new AtomicInteger(7);
    Restore.restore(backup(), restored(), epochs::getAndIncrement);
    assertThat(restored().resolve("FORMAT"))
        .content()
        .contains("epoch: 8\nhistory: 7 20\nstate: ready\ncrc32c: ");
    Path second = temp.resolve("second");
    Path again = temp.resolve("again");
    try (RocksStore store = open(restored())) {
      commit(store, 21);
      store.backup(second);
    }
    Restore.restore(second, again, () -> 9);
    try (RocksStore store = open(again)) {
      assertThat(store.lineage())
          .isEqualTo(Lineage.of(9, List.of(new Ancestor(7, 20), new Ancestor(8, 21))));
    }
  }

  @Test
  void writingToTheRestoredStoreLeavesTheBackupAsItWas() throws Exception {
    backupOf(5);
    Restore.restore(backup(), restored(), () -> 8);
    try (RocksStore store = open(restored())) {
      commit(store, 6);
    }
    assertThat(Restore.restore(backup(), temp.resolve("other"), () -> 9).offset()).isEqualTo(5);
  }

  @Test
  void aBackupReplacesNothing() throws Exception {
    backupOf(5);
    try (RocksStore store = open(data())) {
      assertThatThrownBy(() -> store.backup(backup()))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining(backup() + " exists already");
      Path unfinished = Files.createDirectory(temp.resolve("tuesday.partial"));
      assertThatThrownBy(() -> store.backup(temp.resolve("tuesday")))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining(unfinished + " is there");
    }
  }

  @Test
  void aBackupThatCannotBeWrittenLeavesNothing() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");
    try (RocksStore store = open(data())) {
      assertThatThrownBy(() -> store.backup(file.resolve("backup")))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("failed: " + file + " is not a directory");
    }
  }

  @Test
  void aBackupIsNotServed() throws Exception {
    backupOf(5);
    assertThatThrownBy(() -> open(backup()))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("is a backup")
        .hasMessageContaining("holdfast restore --from " + backup());
  }

  @Test
  void nothingIsRestoredOverAStoreOrFromWhatIsNoBackup() throws Exception {
    backupOf(5);
    assertThatThrownBy(() -> Restore.restore(backup(), data(), () -> 8))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(data() + " holds a store already");
    assertThatThrownBy(() -> Restore.restore(data(), restored(), () -> 8))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(data() + " is not a backup");
    assertThat(restored()).doesNotExist();
  }

  @Test
  void aRestoreThatDidNotFinishIsNotServedAndCanBeRepeated() throws Exception {
    backupOf(5);
    Restore.restore(backup(), restored(), () -> 8);
    Path format = restored().resolve("FORMAT");
    StoreFormat restored = StoreFormat.parse(Files.readString(format));
    Files.writeString(format, restored.in(StoreFormat.State.RESTORING).toText());
    Files.writeString(restored().resolve("db/CURRENT"), "MANIFEST-to");
    assertThatThrownBy(() -> open(restored()))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("did not finish. Run holdfast restore again");
    assertThat(Restore.restore(backup(), restored(), () -> 9).offset()).isEqualTo(5);
    open(restored()).close();
  }

  @Test
  void aDamagedBackupIsRefused() throws Exception {
    backupOf(50);
    Path table;
    try (var files = Files.list(backup().resolve("db"))) {
      table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[40] ^= 1;
    Files.delete(table);
    Files.write(table, bytes);
    assertThatThrownBy(() -> Restore.restore(backup(), restored(), () -> 8))
        .isInstanceOf(StoreOpenException.class);
    assertThatThrownBy(() -> open(restored())).isInstanceOf(StoreOpenException.class);
  }
}
