package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.proof.Proof;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage in the write-ahead log, and what a power cut leaves of it. */
class LogCheckTest {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);

  /** Tables are flushed while others are not, so that several files of the log are needed. */
  private static final StorageSettings SMALL = new StorageSettings(1 << 20);

  private static final int COMMITS = 20;
  private static final int SECTOR = 512;

  @TempDir Path temp;

  private final long seed = Proof.seed("the damage to the log");
  private final Random random = new Random(seed);
  private int copies;

  @Test
  void afterACleanEndEachWrongBitIsRefusedOrDoesNotMatter() throws Exception {
    Path written = temp.resolve("written");
    try (Store store = RocksStore.open(written, SETTINGS, () -> 1)) {
      for (int number = 0; number < COMMITS; number++) {
        commit(store, number, true);
      }
    }
    byte[] log = Files.readAllBytes(onlyLog(written));
    int refused = 0;
    int flips = Proof.times("logFlips", 30);
    for (int flip = 0; flip < flips; flip++) {
      int at = random.nextInt(log.length);
      Path damaged = copy(written);
      flip(onlyLog(damaged), at);
      if (LogCheck.of(damaged.resolve("db")) == null) {
        assertThat(commits(damaged)).as("flipped at %d", at).isEqualTo(COMMITS);
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(flips / 2);
  }

  @Test
  void theRefusalSaysWhereAndWhatToDoAndChangesNothing() throws Exception {
    Path data = temp.resolve("data");
    try (Store store = RocksStore.open(data, SETTINGS, () -> 1)) {
      for (int number = 0; number < COMMITS; number++) {
        commit(store, number, true);
      }
    }
    Path log = onlyLog(data);
    flip(log, 3);
    byte[] before = Files.readAllBytes(log);
    assertThatThrownBy(() -> RocksStore.open(data, SETTINGS, () -> 1))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("byte 0 of db/" + log.getFileName() + " begins a record")
        .hasMessageContaining("shows that it had been synced")
        .hasMessageContaining("holdfast verify " + data)
        .hasMessageContaining("restore the store from a backup");
    assertThat(log).hasBinaryContent(before);
    assertThat(LogScan.files(data.resolve("db"))).containsExactly(log);
  }

  /** As docs/backup.md says. */
  @Test
  void whatStandsBeforeTheDamageCanBeSavedIntoAStoreOfItsOwn() throws Exception {
    Path data = temp.resolve("data");
    try (Store store = RocksStore.open(data, SETTINGS, () -> 1)) {
      for (int number = 0; number < COMMITS; number++) {
        commit(store, number, true);
      }
    }
    long place = endOf(data, 7);
    flip(onlyLog(data), Math.toIntExact(place) + 20);
    try (FileChannel log = FileChannel.open(onlyLog(data), StandardOpenOption.WRITE)) {
      log.truncate(place);
    }
    try (RocksStore store = RocksStore.openExisting(data, SETTINGS)) {
      store.backup(temp.resolve("backup"));
    }
    Restore.restore(temp.resolve("backup"), temp.resolve("restored"), () -> 2);
    assertThat(commits(temp.resolve("restored"))).isEqualTo(7);
  }

  /** Sectors of what was not synced may be there or not, in any combination. */
  @Test
  void whateverAPowerCutLeavesOfWhatWasNotSyncedIsRecoveredFrom() throws Exception {
    Path data = temp.resolve("data");
    Path image;
    long synced;
    try (Store store = RocksStore.open(data, SETTINGS, () -> 1)) {
      commit(store, 0, true);
      for (int number = 1; number < COMMITS; number++) {
        commit(store, number, number < 5);
      }
      image = copy(data);
      synced = endOf(image, 5);
    }
    byte[] log = Files.readAllBytes(onlyLog(image));
    int rounds = Proof.times("tornLogs", 20);
    for (int round = 0; round < rounds; round++) {
      byte[] left = round % 3 == 0 ? Arrays.copyOf(log, cut(synced, log.length)) : log.clone();
      int lost = 1 + random.nextInt(100);
      for (int from = 0; from < left.length; from += SECTOR) {
        int to = Math.min(from + SECTOR, left.length);
        if (to > synced && random.nextInt(100) < lost) {
          Arrays.fill(left, (int) Math.max(from, synced), to, (byte) 0);
        }
      }
      Path state = copy(image);
      Files.write(onlyLog(state), left);
      assertThat(commits(state)).as("round %d", round).isBetween(5, COMMITS);
    }
  }

  /** To RocksDB a record of zeros is no damage but the end of a block. */
  @Test
  void nothingIsRecoveredFromBehindAHole() throws Exception {
    Path data = temp.resolve("data");
    Path image;
    try (Store store = RocksStore.open(data, SETTINGS, () -> 1)) {
      commit(store, 0, true);
      for (int number = 1; number < COMMITS; number++) {
        commit(store, number, false);
      }
      image = copy(data);
    }
    byte[] log = Files.readAllBytes(onlyLog(image));
    int hole = Math.toIntExact(endOf(image, 3));
    Arrays.fill(log, hole, hole + SECTOR, (byte) 0);
    Files.write(onlyLog(image), log);
    assertThat(commits(image)).isEqualTo(3);
  }

  private int cut(long from, int to) {
    return (int) from + random.nextInt(to - (int) from + 1);
  }

  /** The one exception: nothing in the log tells it from a commit that was not synced. */
  @Test
  void theLastCommitIsKnownToBeSyncedOnceTheNextOrAMarkIsWritten() throws Exception {
    Path data = temp.resolve("data");
    try (RocksStore store = RocksStore.open(data, SETTINGS, () -> 1)) {
      commit(store, 0, true);
      commit(store, 1, true);
      assertThat(LogCheck.of(withBadLastCommit(data))).isNull();
      store.noteSynced();
      assertThat(LogCheck.of(withBadLastCommit(data))).isNotNull();
      commit(store, 2, false);
      store.noteSynced();
      assertThat(LogCheck.of(withBadLastCommit(data))).isNull();
    }
  }

  private Path withBadLastCommit(Path data) throws IOException {
    Path damaged = copy(data);
    List<Long> places = places(damaged);
    flip(onlyLog(damaged), Math.toIntExact(places.get(places.size() - 1)) + 20);
    return damaged.resolve("db");
  }

  @Test
  void aMissingFileBetweenOthersIsRefused() throws Exception {
    Path image = ofSeveralFiles();
    List<Path> logs = LogScan.files(image.resolve("db"));
    Files.delete(logs.get(logs.size() - 2));
    assertRefused(
        image, "what belongs before byte 0 of db/" + logs.get(logs.size() - 1).getFileName());
  }

  @Test
  void aMissingFirstFileIsRefused() throws Exception {
    Path image = ofSeveralFiles();
    List<Path> logs = LogScan.files(image.resolve("db"));
    Files.delete(logs.get(0));
    assertRefused(image, "Missing WAL with log number");
  }

  @Test
  void damageIsRefusedThatOnlyALaterFileTellsFromATornEnd() throws Exception {
    Path image = ofSeveralFiles();
    List<Path> logs = LogScan.files(image.resolve("db"));
    Path damaged = logs.get(logs.size() - 2);
    flip(damaged, Math.toIntExact(Files.size(damaged)) - 10);
    assertRefused(image, damaged.getFileName() + " begins a record that is damaged");
  }

  @Test
  void aFileThatIsNotNeededAnyMoreMayBeDamaged() throws Exception {
    Path image = ofSeveralFiles();
    Path log = LogScan.files(image.resolve("db")).get(0);
    byte[] old = Files.readAllBytes(log);
    RocksStore.open(image, SMALL, () -> 1).close();
    old[old.length / 2] ^= 1;
    Files.write(log, old);
    assertThat(LogCheck.of(image.resolve("db"))).isNull();
    RocksStore.open(image, SMALL, () -> 1).close();
  }

  private Path ofSeveralFiles() throws Exception {
    Path data = temp.resolve("data");
    try (RocksStore store = RocksStore.open(data, SMALL, () -> 1)) {
      int number = 0;
      while (LogScan.files(data.resolve("db")).size() < 3) {
        commit(store, number++, true);
      }
      commit(store, number++, true);
      commit(store, number, true);
    }
    return data;
  }

  private static void assertRefused(Path data, String words) throws Exception {
    assertThatThrownBy(() -> RocksStore.open(data, SMALL, () -> 1))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(words);
  }

  /** Two changes. */
  private static void commit(Store store, int number, boolean sync) {
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, StoreProcess.key(number), value(number));
    batch.put(Table.META, new byte[] {0}, StoreProcess.key(number));
    store.commit(batch, sync);
  }

  private static byte[] value(int number) {
    byte[] value = new byte[number % 7 == 6 ? 70_000 : 10 + number % 50 * 40];
    new Random(number).nextBytes(value);
    return value;
  }

  /** How many of the first commits are there; none may be there behind one that is not. */
  private static int commits(Path data) throws StoreOpenException {
    try (Store store = RocksStore.open(data, SETTINGS, () -> 1)) {
      int whole = 0;
      while (whole < COMMITS
          && Arrays.equals(store.get(Table.EVENTS, StoreProcess.key(whole)), value(whole))) {
        whole++;
      }
      for (int number = whole; number < COMMITS; number++) {
        assertThat(store.get(Table.EVENTS, StoreProcess.key(number))).as("%d", number).isNull();
      }
      return whole;
    }
  }

  /** Where the batches with changes begin in the only file of a log. */
  private static List<Long> places(Path data) throws IOException {
    List<Long> places = new ArrayList<>();
    WriteAheadLog.read(onlyLog(data), wholeBatches(places));
    return places;
  }

  private static WriteAheadLog.Reader wholeBatches(List<Long> places) {
    return new WriteAheadLog.Reader() {
      @Override
      public void whole(long at, LoggedBatch batch) {
        if (batch.changes() > 0) {
          places.add(at);
        }
      }

      @Override
      public void begun(LoggedBatch batch) {}

      @Override
      public void broken(long at) {
        throw new AssertionError("broken at " + at);
      }
    };
  }

  private static long endOf(Path data, int commits) throws IOException {
    return places(data).get(commits);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= (byte) 4;
    Files.write(file, bytes);
  }

  private static Path onlyLog(Path data) throws IOException {
    List<Path> logs = LogScan.files(data.resolve("db"));
    assertThat(logs).hasSize(1);
    return logs.get(0);
  }

  private Path copy(Path data) throws IOException {
    Path copy = temp.resolve("copy-" + copies++);
    Files.createDirectories(copy);
    Files.copy(data.resolve("FORMAT"), copy.resolve("FORMAT"));
    DurableFiles.copyTree(data.resolve("db"), copy.resolve("db"));
    return copy;
  }
}
