package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What is in the data directory of a broker that has ended. */
final class StoredRows {
  private static final int LONGEST_KEY = 600;

  private StoredRows() {}

  /** How many rows each table has. */
  static Map<Table, Integer> of(Path dataDir) throws Exception {
    Map<Table, Integer> rows = new EnumMap<>(Table.class);
    try (RocksStore store = RocksStore.open(dataDir, new StorageSettings(16 << 20), () -> 1)) {
      for (Table table : Table.values()) {
        rows.put(table, count(store, table));
      }
    }
    return rows;
  }

  private static int count(Store store, Table table) {
    byte[] last = new byte[LONGEST_KEY];
    Arrays.fill(last, (byte) 0xff);
    int count = 0;
    try (Store.Scan scan = store.scan(table, new byte[0], last)) {
      for (scan.seek(new byte[0]); scan.valid(); scan.next()) {
        count++;
      }
    }
    return count;
  }
}
