package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the dead letters of clients, as they are committed. Any thread. */
public final class DeadLetters {
  private final Store store;

  DeadLetters(Store store) {
    this.store = store;
  }

  /**
   * Part of a client's dead letters.
   *
   * @param letters in the order in which they stood in its queue
   * @param more true when there are further ones behind them
   */
  public record Page(List<DeadLetter> letters, boolean more) {}

  /**
   * Those of a client after a position.
   *
   * @param after the offset after which to begin
   * @param limit at most so many, at least 1
   * @param maxBytes roughly the most they take together, which one alone may exceed
   * @return null when the client is not known
   */
  public @Nullable Page read(ClientKey client, long after, int limit, long maxBytes) {
    byte[] row = store.get(Table.CLIENTS, Keys.client(client));
    if (row == null) {
      return null;
    }
    long number = ClientRow.decode(row).number();
    byte[] lower = Keys.two(number, after + 1);
    List<DeadLetter> letters = new ArrayList<>();
    long bytes = 0;
    try (Store.Scan scan = store.scan(Table.DEAD_LETTERS, lower, Keys.one(number + 1))) {
      for (scan.seek(lower); scan.valid(); scan.next()) {
        byte[] value = scan.value();
        bytes += value.length;
        if (letters.size() == limit || (bytes > maxBytes && !letters.isEmpty())) {
          return new Page(letters, true);
        }
        long offset = Keys.number(scan.key(), 1);
        letters.add(DeadLetter.decode(client.namespace(), offset, value));
      }
    }
    return new Page(letters, false);
  }
}
