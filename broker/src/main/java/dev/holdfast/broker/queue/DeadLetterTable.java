package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of each client, in the order in which they stood in its queue. Owned by the
 * shard writer.
 *
 * <pre>
 *   DEAD_LETTERS  value: see DeadLetter
 * </pre>
 */
final class DeadLetterTable {
  private final Store store;

  /** Rows the commit under way has put or, when empty, removed. */
  private final Map<Key, Optional<DeadLetter>> changed = new HashMap<>();

  private record Key(long client, long offset) {}

  DeadLetterTable(Store store) {
    this.store = store;
  }

  /** The dead letter of the event at this offset, or null. */
  @Nullable DeadLetter get(ClientState client, long offset) {
    Optional<DeadLetter> now = changed.get(new Key(client.number, offset));
    if (now != null) {
      return now.orElse(null);
    }
    byte[] row = store.get(Table.DEAD_LETTERS, Keys.two(client.number, offset));
    return row == null ? null : DeadLetter.decode(client.key.namespace(), offset, row);
  }

  void put(ClientState client, DeadLetter letter, Store.Batch batch) {
    long offset = letter.event().offset();
    batch.put(Table.DEAD_LETTERS, Keys.two(client.number, offset), letter.encode());
    changed.put(new Key(client.number, offset), Optional.of(letter));
  }

  void remove(ClientState client, long offset, Store.Batch batch) {
    batch.delete(Table.DEAD_LETTERS, Keys.two(client.number, offset));
    changed.put(new Key(client.number, offset), Optional.empty());
  }

  /**
   * The client is no more. A range delete for each that never had a dead letter would make every
   * read after it slower.
   */
  void forget(ClientState client, Store.Batch batch) {
    byte[] lower = Keys.one(client.number);
    byte[] upper = Keys.one(client.number + 1);
    boolean any = changed.keySet().stream().anyMatch(key -> key.client() == client.number);
    try (Store.Scan scan = store.scan(Table.DEAD_LETTERS, lower, upper)) {
      scan.seek(lower);
      any |= scan.valid();
    }
    if (any) {
      batch.deleteRange(Table.DEAD_LETTERS, lower, upper);
    }
  }

  void committed() {
    changed.clear();
  }
}
