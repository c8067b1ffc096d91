package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the checks of a store share: how far it has come, which numbers are whose, and what was
 * found. Checks of later tables rely on what those of earlier ones have noted. Used by one thread.
 */
final class CheckContext {
  /** One fault shows in many rows: so many of each table are named, the rest counted. */
  private static final int MAX_NAMED = 20;

  private final Store store;
  private final StoreState state;
  private final NumberSet clients = new NumberSet();
  private final NumberSet streams = new NumberSet();
  private final List<Finding> findings = new ArrayList<>();
  private int inTable;

  CheckContext(Store store, StoreState state) {
    this.store = store;
    this.state = state;
  }

  Store store() {
    return store;
  }

  /** The numbers of all clients, which are those of their inboxes too. */
  NumberSet clients() {
    return clients;
  }

  /** The numbers of all streams that are no inboxes. */
  NumberSet streams() {
    return streams;
  }

  boolean isStream(long number) {
    return streams.contains(number) || clients.contains(number);
  }

  /** An offset of a record that the store has applied. */
  boolean isApplied(long offset) {
    return offset >= 0 && offset <= state.applied();
  }

  /** A number that was given out. */
  boolean isGivenOut(long number) {
    return number > 0 && number <= state.lastNumber();
  }

  void beginTable() {
    inTable = 0;
  }

  /** Something is wrong in a row. */
  void found(Table table, byte[] key, String problem, String meaning) {
    if (++inTable <= MAX_NAMED) {
      findings.add(new Finding(name(table) + " row " + readable(key), problem, meaning));
    }
  }

  void endTable(Table table) {
    if (inTable > MAX_NAMED) {
      findings.add(
          new Finding(
              name(table), (inTable - MAX_NAMED) + " more rows are wrong", "as for those named"));
    }
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  private static String name(Table table) {
    return "table " + table.name().toLowerCase(Locale.ROOT);
  }

  /** Names as they are, all else in hexadecimal. */
  private static String readable(byte[] key) {
    StringBuilder out = new StringBuilder();
    for (byte octet : key) {
      if (octet > ' ' && octet < 127) {
        out.append((char) octet);
      } else {
        out.append("\\x%02x".formatted(octet & 0xFF));
      }
    }
    return out.toString();
  }
}
