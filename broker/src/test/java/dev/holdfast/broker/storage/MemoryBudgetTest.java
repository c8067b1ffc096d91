package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However much is stored and read, the store's native memory stays within its budget. */
@Timeout(120)
class MemoryBudgetTest {
  private static final int BUDGET_BYTES = 8 << 20;
  private static final int ROWS = Integer.getInteger("holdfast.memory.rows", 12_000);

  /** A row more than the cache can hold while it is read, and what table readers take. */
  private static final double SLACK = 1.15;

  @TempDir Path temp;

  private final Random random = new Random(1);
  private long most;

  @Test
  void storedAndReadTwentyTimesOverItsBudgetIsNotExceeded() throws Exception {
    try (RocksStore store =
        RocksStore.open(temp.resolve("data"), new StorageSettings(BUDGET_BYTES), () -> 1)) {
      for (int row = 0; row < ROWS; row++) {
        write(store, row);
        look(store, row);
      }
      for (int read = 0; read < ROWS; read++) {
        int row = random.nextInt(ROWS);
        assertThat(store.get(Table.CLIENTS, key(row))).isEqualTo(key(row));
        assertThat(store.get(Table.EVENTS, key(row))).hasSize(8_192);
        look(store, read);
      }
      scan(store);
    }
    assertThat(most).isBetween(BUDGET_BYTES / 2L, (long) (SLACK * BUDGET_BYTES));
  }

  /** What glibc and RocksDB's compactions hold beside the budget does not grow with the store. */
  @Test
  void theResidentMemoryOfTheProcessDoesNotGrowWithTheStore() throws Exception {
    List<Long> resident = new ArrayList<>();
    try (StoreProcess process =
        StoreProcess.start(
            StoreProcess.GROW,
            temp.resolve("grown"),
            "-Xmx64m",
            "-Dholdfast.memory.budget=" + 4 * BUDGET_BYTES,
            "-Dholdfast.memory.rows=" + 2 * ROWS)) {
      assertThat(process.line()).isEqualTo("open");
      for (int quarter = 0; quarter < 4; quarter++) {
        resident.add(Long.parseLong(process.line()) >> 20);
      }
    }
    System.out.println("resident MiB after each quarter: " + resident);
    assertThat(resident.get(3)).isLessThan(resident.get(0) + 4L * (BUDGET_BYTES >> 20));
  }

  private void write(Store store, int row) {
    byte[] noise = new byte[8_192];
    random.nextBytes(noise);
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, key(row), noise);
    batch.put(Table.CLIENTS, key(row), key(row));
    store.commit(batch, false);
  }

  private void scan(RocksStore store) {
    try (Store.Scan scan = store.scan(Table.EVENTS, key(0), key(ROWS))) {
      int row = 0;
      for (scan.seek(key(0)); scan.valid(); scan.next()) {
        look(store, row++);
      }
      assertThat(row).isEqualTo(ROWS);
    }
  }

  private void look(RocksStore store, int count) {
    if (count % 100 == 0) {
      most = Math.max(most, store.memory().totalBytes());
    }
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
