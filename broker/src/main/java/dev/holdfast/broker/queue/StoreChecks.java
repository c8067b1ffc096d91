package dev.holdfast.broker.queue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Looks through a whole store for what a broker would never have written. Changes nothing, and
 * holds in memory a few bytes for each client and stream.
 */
public final class StoreChecks {
  /** Longer than any key, and after it: no name holds this octet, and no number is negative. */
  private static final byte[] AFTER_ALL_KEYS = new byte[1024];

  static {
    Arrays.fill(AFTER_ALL_KEYS, (byte) 0xFF);
  }

  private StoreChecks() {}

  /** In this order: the later ones rely on the numbers that the first two have noted. */
  private static List<StoreCheck> all() {
    return List.of(
        new ClientsCheck(),
        new StreamsCheck(),
        new MetaCheck(),
        new CursorsCheck(),
        new MembersCheck(),
        new EventsCheck(),
        new PublishedCheck(),
        new SessionsCheck(),
        new EventIdsCheck(),
        new GapsCheck(),
        new AttemptsCheck(),
        new DeadLettersCheck(),
        new ScheduledCheck(),
        new RetainedCheck(),
        new ReceiptsCheck());
  }

  /**
   * Runs them all.
   *
   * @param progress told, in words for the operator, what was looked at
   * @return what is wrong, in the order of the checks
   */
  public static List<Finding> run(Store store, Consumer<String> progress) {
    StoreState state;
    try {
      state = StoreState.of(store);
    } catch (Store.StoreException e) {
      return List.of(
          new Finding(
              "table meta row s",
              "how far the store has come cannot be read: " + e.getMessage(),
              "a broker cannot start on it; restore it from a backup"));
    }
    CheckContext context = new CheckContext(store, state);
    for (StoreCheck check : all()) {
      long rows = run(check, context);
      String table = check.table().name().toLowerCase(Locale.ROOT);
      progress.accept("%s: %,d rows".formatted(table, rows));
    }
    return context.findings();
  }

  private static long run(StoreCheck check, CheckContext context) {
    context.beginTable();
    long rows = 0;
    byte[] key = {};
    try (Store.Scan scan = context.store().scan(check.table(), new byte[0], AFTER_ALL_KEYS)) {
      for (scan.seek(new byte[0]); scan.valid(); scan.next()) {
        key = scan.key();
        rows++;
        row(check, key, scan, context);
      }
      check.end(context);
    } catch (Store.StoreException e) {
      context.found(
          check.table(),
          key,
          "the table cannot be read after this row: " + e.getMessage(),
          "a broker stops when it comes there; restore the store from a backup");
    }
    context.endTable(check.table());
    return rows;
  }

  private static void row(StoreCheck check, byte[] key, Store.Scan scan, CheckContext context) {
    try {
      check.row(key, scan.value(), context);
    } catch (RuntimeException e) {
      context.found(
          check.table(),
          key,
          "it is not of its form: " + e.getMessage(),
          "a broker stops when it reads this row");
    }
  }
}
