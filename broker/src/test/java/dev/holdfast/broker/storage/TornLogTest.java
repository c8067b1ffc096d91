package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.Summary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write-ahead log of which a power cut took the end. */
class TornLogTest {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);
  private static final int COMMITS = 40;
  private static final int TAIL_BYTES = 4096;

  @TempDir Path temp;

  @Test
  void whereverTheLogIsCutWhatComesBackIsAPrefixOfWholeCommits() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed of the cuts: " + seed);
    Random random = new Random(seed);
    long[] ends = new long[COMMITS];
    Path written = temp.resolve("written");
    try (Store store = RocksStore.open(written, SETTINGS, () -> 1)) {
      for (int number = 0; number < COMMITS; number++) {
        commit(store, number);
        ends[number] = Files.size(log(written));
      }
    }
    for (int round = 0; round < 60; round++) {
      long cut = round < 20 ? ends[round * 2] : random.nextLong(ends[COMMITS - 1] + 1);
      Path torn = copy(written, temp.resolve("torn-" + round));
      try (FileChannel log = FileChannel.open(log(torn), StandardOpenOption.WRITE)) {
        log.truncate(cut);
      }
      int whole = (int) Arrays.stream(ends).filter(end -> end <= cut).count();
      assertHolds(torn, whole, cut);
    }
  }

  /**
   * Every byte of the last 4 KiB with {@code -Dholdfast.proof.tornBytes=4096}; by default some of
   * them.
   */
  @Test
  void ofTheLastKibibytesEveryByteMayBeTheLast() throws Exception {
    int cuts = Proof.times("tornBytes", 32);
    long seed = Proof.seed("the torn tails");
    int first = new Random(seed).nextInt(TAIL_BYTES / cuts);
    Path written = temp.resolve("written");
    long[] ends = new long[COMMITS];
    try (Store store = RocksStore.open(written, SETTINGS, () -> 1)) {
      for (int number = 0; number < COMMITS; number++) {
        commit(store, number);
        ends[number] = Files.size(log(written));
      }
    }
    try (Summary summary = new Summary("torn tail", seed)) {
      for (int back = first; back < TAIL_BYTES; back += TAIL_BYTES / cuts) {
        long cut = ends[COMMITS - 1] - back;
        Path torn = copy(written, temp.resolve("tail-" + back));
        try (FileChannel log = FileChannel.open(log(torn), StandardOpenOption.WRITE)) {
          log.truncate(cut);
        }
        assertHolds(torn, (int) Arrays.stream(ends).filter(end -> end <= cut).count(), cut);
        summary.fault("WAL");
      }
    }
  }

  private static void commit(Store store, int number) {
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, StoreProcess.key(number), value(number));
    batch.put(Table.META, new byte[] {0}, StoreProcess.key(number));
    store.commit(batch, true);
  }

  /** Of every kind: short, repetitive, noise, and longer than a block of the log. */
  private static byte[] value(int number) {
    byte[] value = new byte[number % 8 == 0 ? 70_000 : 10 + number * 20];
    if (number % 3 == 0) {
      new Random(number).nextBytes(value);
    } else {
      Arrays.fill(value, (byte) number);
    }
    return value;
  }

  private static void assertHolds(Path data, int commits, long cut) throws StoreOpenException {
    try (Store store = RocksStore.open(data, SETTINGS, () -> 2)) {
      for (int number = 0; number < COMMITS; number++) {
        assertThat(store.get(Table.EVENTS, StoreProcess.key(number)))
            .as("commit %d of a log cut at %d", number, cut)
            .isEqualTo(number < commits ? value(number) : null);
      }
      assertThat(store.get(Table.META, new byte[] {0}))
          .isEqualTo(commits == 0 ? null : StoreProcess.key(commits - 1));
    }
  }

  private static Path log(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("db"))) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertThat(logs).hasSize(1);
      return logs.get(0);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }
}
