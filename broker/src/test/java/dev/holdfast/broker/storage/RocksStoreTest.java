package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.StoreContract;
import dev.holdfast.broker.queue.Table;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends StoreContract {
  private static final StorageSettings SMALL = new StorageSettings(16 << 20);

  @TempDir Path temp;

  @Override
  protected Store openEmpty() throws StoreOpenException {
    return RocksStore.open(temp.resolve("contract"), SMALL, () -> 1);
  }

  @Test
  void everythingIsThereAfterReopeningSyncedOrNot() throws StoreOpenException {
    Path data = temp.resolve("data");
    try (Store store = RocksStore.open(data, SMALL, () -> 1)) {
      for (int i = 0; i < 100; i++) {
        commit(store, i, i % 2 == 0);
      }
    }
    try (Store store = RocksStore.open(data, SMALL, () -> 2)) {
      for (int i = 0; i < 100; i++) {
        assertThat(store.get(Table.EVENTS, key(i))).isEqualTo(key(i));
      }
    }
  }

  @Test
  void theEpochIsAskedForOnceAndThenKept() throws StoreOpenException {
    Path data = temp.resolve("data");
    try (Store store = RocksStore.open(data, SMALL, () -> -77)) {
      assertThat(store.epoch()).isEqualTo(-77);
    }
    try (Store store = RocksStore.open(data, SMALL, () -> 2)) {
      assertThat(store.epoch()).isEqualTo(-77);
    }
  }

  @Test
  void moreThanTheMemoryBudgetCanBeWrittenAndReadBack() throws StoreOpenException {
    int events = 2_000;
    try (Store store =
        RocksStore.open(temp.resolve("data"), new StorageSettings(2 << 20), () -> 1)) {
      for (int i = 0; i < events; i++) {
        Store.Batch batch = store.batch();
        batch.put(Table.EVENTS, key(i), new byte[8_192]);
        store.commit(batch, false);
      }
      int found = 0;
      try (Store.Scan scan = store.scan(Table.EVENTS, key(0), key(events))) {
        for (scan.seek(key(0)); scan.valid(); scan.next()) {
          assertThat(scan.key()).isEqualTo(key(found));
          found++;
        }
      }
      assertThat(found).isEqualTo(events);
    }
  }

  /** A reader in native memory that is being freed would take the whole test JVM down. */
  @Test
  void closingUnderReadersEndsThemWithAClearError() throws Exception {
    Store store = RocksStore.open(temp.resolve("data"), SMALL, () -> 1);
    for (int i = 0; i < 1_000; i++) {
      commit(store, i, false);
    }
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      CountDownLatch reading = new CountDownLatch(3);
      List<Future<?>> outcomes = new ArrayList<>();
      outcomes.add(readers.submit(() -> getForEver(store, reading)));
      outcomes.add(readers.submit(() -> scanForEver(store, reading)));
      outcomes.add(readers.submit(() -> openScansForEver(store, reading)));
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      store.close();
      for (Future<?> outcome : outcomes) {
        assertThatThrownBy(() -> outcome.get(30, TimeUnit.SECONDS))
            .hasRootCauseInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private static void getForEver(Store store, CountDownLatch reading) {
    for (int i = 0; ; i++) {
      store.get(Table.EVENTS, key(i % 1_000));
      if (i == 1_000) {
        reading.countDown();
      }
    }
  }

  private static void scanForEver(Store store, CountDownLatch reading) {
    Store.Scan scan = store.scan(Table.EVENTS, key(0), key(1_000));
    for (long rounds = 0; ; rounds++) {
      for (scan.seek(key(0)); scan.valid(); scan.next()) {
        assertThat(scan.value()).hasSize(4);
      }
      if (rounds == 1) {
        reading.countDown();
      }
    }
  }

  private static void openScansForEver(Store store, CountDownLatch reading) {
    for (long rounds = 0; ; rounds++) {
      try (Store.Scan scan = store.scan(Table.EVENTS, key(0), key(1_000))) {
        scan.seekFloor(key(500));
        scan.key();
      }
      if (rounds == 100) {
        reading.countDown();
      }
    }
  }

  private static void commit(Store store, int number, boolean sync) {
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, key(number), key(number));
    store.commit(batch, sync);
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }
}
