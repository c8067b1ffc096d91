package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Finding;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage in the manifest, and what a power cut leaves of it. */
class ManifestSealTest {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);

  /** Tables are flushed soon. */
  private static final StorageSettings SMALL = new StorageSettings(1 << 20);

  private static final int COMMITS = 30;

  @TempDir Path temp;

  private final long seed = Proof.seed("the damage to the manifest");
  private final Random random = new Random(seed);
  private int copies;

  @Test
  void eachWrongBitInAStoreThatWasClosedIsRefused() throws Exception {
    Path data = ofThreeLives();
    int flips = Proof.times("manifestFlips", 40);
    for (int flip = 0; flip < flips; flip++) {
      refuses(flipped(data), "are not what was written");
    }
    assertThat(commits(data)).isEqualTo(COMMITS);
  }

  @Test
  void eachWrongBitInAStoreThatHasCrashedIsRefusedOrDoesNotMatter() throws Exception {
    Path data = temp.resolve("data");
    int commits = 0;
    Path crashed;
    try (RocksStore store = RocksStore.open(data, SMALL, () -> 1)) {
      int tables = tables(data);
      while (tables(data) < tables + 3) {
        commit(store, commits++, new byte[100_000]);
        store.noteSynced();
      }
      crashed = liveCopy(data);
    }
    int refused = 0;
    int flips = Proof.times("manifestFlips", 40);
    for (int flip = 0; flip < flips; flip++) {
      Path damaged = flipped(crashed);
      try {
        assertThat(commits(damaged)).as("flip %d", flip).isEqualTo(commits);
      } catch (StoreOpenException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(flips / 2);
  }

  /** What a change of the manifest was about is still in the log then. */
  @Test
  void aManifestThatAPowerCutHasTornIsRecoveredFrom() throws Exception {
    Path data = temp.resolve("data");
    Path before;
    Path after;
    int commits = 0;
    try (RocksStore store = RocksStore.open(data, SMALL, () -> 1)) {
      long listed = Files.size(manifest(data));
      do {
        before = liveCopy(data);
        commit(store, commits++, new byte[100_000]);
      } while (Files.size(manifest(data)) == listed);
      after = liveCopy(data);
    }
    int listedBefore = (int) Files.size(manifest(before));
    byte[] manifest = Files.readAllBytes(manifest(after));
    assertThat(manifest.length).isGreaterThan(listedBefore);
    int rounds = Proof.times("tornManifests", 20);
    for (int round = 0; round < rounds; round++) {
      Path state = copy(after);
      for (Path log : LogScan.files(before.resolve("db"))) {
        Path there = state.resolve("db").resolve(log.getFileName());
        if (Files.notExists(there)) {
          Files.copy(log, there);
        }
      }
      int length = listedBefore + random.nextInt(manifest.length - listedBefore);
      Files.write(manifest(state), Arrays.copyOf(manifest, length));
      assertThat(commits(state)).as("cut at %d of %d", length, manifest.length).isEqualTo(commits);
    }
  }

  @Test
  void anOlderManifestIsNotTakenForTheOneThatWasInUse() throws Exception {
    Path data = temp.resolve("data");
    write(data, 0, COMMITS / 2);
    String older = Files.readString(data.resolve("db/CURRENT"));
    Path olderManifest = manifest(copy(data));
    write(data, COMMITS / 2, COMMITS);
    Files.copy(olderManifest, data.resolve("db").resolve(olderManifest.getFileName()));
    Files.writeString(data.resolve("db/CURRENT"), older);
    refuses(data, "db/CURRENT does not name the manifest that was in use");
  }

  /** It says nothing then, and the next one is written when the store is opened. */
  @Test
  void aWrongBitInTheSealDoesNotMatter() throws Exception {
    Path data = ofThreeLives();
    Path seal = data.resolve(ManifestSeal.FILE);
    byte[] bytes = Files.readAllBytes(seal);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(seal, damaged);
      assertThat(HiddenLoss.of(data)).as("byte %d", at).isNull();
    }
    assertThat(commits(data)).isEqualTo(COMMITS);
    refuses(flipped(data), "are not what was written");
  }

  /** Also when it was never opened by a broker. */
  @Test
  void aBackupAndWhatIsRestoredFromItAreSealed() throws Exception {
    Path data = temp.resolve("data");
    Path backup = temp.resolve("backup");
    write(data, 0, COMMITS);
    try (RocksStore store = RocksStore.openExisting(data, SETTINGS)) {
      store.backup(backup);
    }
    Path restored = temp.resolve("restored");
    Restore.restore(backup, restored, () -> 2);
    refuses(flipped(restored), "are not what was written");
    Path damaged = flipped(backup);
    assertThatThrownBy(() -> Restore.restore(damaged, temp.resolve("again"), () -> 3))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("are not what was written");
    List<Finding> found = Verification.of(damaged, line -> {});
    assertThat(found).hasSize(1);
    assertThat(found.get(0).toString()).contains("MANIFEST-").contains("are not what was written");
  }

  private void refuses(Path damaged, String because) throws IOException {
    byte[] before = Files.readAllBytes(manifest(damaged));
    assertThatThrownBy(() -> RocksStore.open(damaged, SETTINGS, () -> 1))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(because)
        .hasMessageContaining("restore the store from a backup");
    assertThat(manifest(damaged)).hasBinaryContent(before);
  }

  /** A copy with one wrong bit in its manifest. */
  private Path flipped(Path data) throws IOException {
    Path damaged = copy(data);
    Path manifest = manifest(damaged);
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(manifest, bytes);
    return damaged;
  }

  /** The log of each life is in tables after the next one has begun. */
  private Path ofThreeLives() throws Exception {
    Path data = temp.resolve("data");
    write(data, 0, COMMITS / 3);
    write(data, COMMITS / 3, 2 * COMMITS / 3);
    write(data, 2 * COMMITS / 3, COMMITS);
    return data;
  }

  private static void write(Path data, int from, int to) throws Exception {
    try (RocksStore store = RocksStore.open(data, SETTINGS, () -> 1)) {
      for (int number = from; number < to; number++) {
        commit(store, number, StoreProcess.key(number));
      }
    }
  }

  private static void commit(Store store, int number, byte[] value) {
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, StoreProcess.key(number), value);
    batch.put(Table.META, new byte[] {0}, StoreProcess.key(number));
    store.commit(batch, true);
  }

  /** How many there are, without a hole between them. */
  private static int commits(Path data) throws StoreOpenException {
    try (Store store = RocksStore.open(data, SETTINGS, () -> 1)) {
      int found = 0;
      while (store.get(Table.EVENTS, StoreProcess.key(found)) != null) {
        found++;
      }
      return found;
    }
  }

  private static int tables(Path data) {
    String[] names = data.resolve("db").toFile().list((db, name) -> name.endsWith(".sst"));
    return names == null ? 0 : names.length;
  }

  private static Path manifest(Path data) throws IOException {
    return data.resolve("db").resolve(Files.readString(data.resolve("db/CURRENT")).strip());
  }

  /** A copy of a store that is open, between two changes that RocksDB makes by itself. */
  private Path liveCopy(Path data) throws IOException {
    while (true) {
      String before = listing(data);
      try {
        Path copy = copy(data);
        if (listing(copy).equals(before) && listing(data).equals(before)) {
          return copy;
        }
      } catch (NoSuchFileException removedMeanwhile) {
        assertThat(listing(data)).isNotEqualTo(before);
      }
    }
  }

  /** The names of its files, and how long the manifest is. */
  private static String listing(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("db"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      return names + " " + Files.size(manifest(data));
    }
  }

  private Path copy(Path data) throws IOException {
    Path copy = temp.resolve("copy-" + copies++);
    Files.createDirectories(copy);
    Files.copy(data.resolve("FORMAT"), copy.resolve("FORMAT"));
    Files.copy(data.resolve(ManifestSeal.FILE), copy.resolve(ManifestSeal.FILE));
    DurableFiles.copyTree(data.resolve("db"), copy.resolve("db"));
    return copy;
  }
}
