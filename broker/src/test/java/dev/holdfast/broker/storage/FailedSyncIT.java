package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.holdfast.broker.queue.Table;
import dev.holdfast.proof.Strace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A commit whose sync fails may be there after a restart, or not, as nobody was told of it; but it
 * is there in all tables or in none (P7). So nothing may be written after it.
 */
class FailedSyncIT {
  private static final StorageSettings SETTINGS = new StorageSettings(16 << 20);
  private static final long TIME_TO_DO_HARM_NANOS = TimeUnit.SECONDS.toNanos(3);

  @TempDir Path temp;

  /**
   * RocksDB takes a full disk for something that passes, and went on by flushing its tables one by
   * one: those that were flushed forgot the failed commit, and the others, when the broker was
   * killed before their turn, kept it.
   */
  @Test
  void nothingIsWrittenAfterACommitThatFoundTheDiskFull() throws Exception {
    assertNothingFollows("ENOSPC");
  }

  @Test
  void nothingIsWrittenAfterACommitThatTheDiskFailed() throws Exception {
    assertNothingFollows("EIO");
  }

  private void assertNothingFollows(String error) throws Exception {
    Path data = temp.resolve("data");
    List<Path> logs =
        Stream.iterate(1, n -> n + 1)
            .limit(200)
            .map(n -> data.resolve("db").resolve("%06d.log".formatted(n)))
            .toList();
    List<String> tracer =
        Strace.injecting("fdatasync", "error=" + error, 2, logs, temp.resolve("trace"));
    try (StoreProcess process = StoreProcess.startUnder(tracer, StoreProcess.FAIL, data)) {
      assertThat(process.line()).isEqualTo("open");
      assertThat(process.line()).isEqualTo("0");
      assertThat(process.line()).startsWith("failed: The store in " + data);
      assertThat(filesAfterAWhile(data.resolve("db")))
          .as("the log that the commit stands in, and no table file")
          .singleElement(STRING)
          .endsWith(".log");
    }
    try (RocksStore store = RocksStore.open(data, SETTINGS, () -> 2)) {
      assertThat(value(store, StoreProcess.key(0))).isEqualTo(StoreProcess.value(0));
      boolean event = value(store, StoreProcess.key(1)) != null;
      boolean meta = store.get(Table.META, new byte[] {0}) != null;
      assertThat(event).as("in one table and in the other").isEqualTo(meta);
    }
  }

  private static byte[] value(RocksStore store, byte[] key) {
    return store.get(Table.EVENTS, key);
  }

  /**
   * Logs and table files: as soon as there is more than one, or long after there would have been.
   */
  private static List<String> filesAfterAWhile(Path database) throws IOException {
    long end = System.nanoTime() + TIME_TO_DO_HARM_NANOS;
    List<String> files = files(database);
    while (files.size() == 1 && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      files = files(database);
    }
    return files;
  }

  private static List<String> files(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+\\.(log|sst)"))
          .toList();
    }
  }
}
