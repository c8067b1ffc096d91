package dev.holdfast.broker.queue;

/**
 * What must hold in one table. Is shown its rows in the order of their keys; a row that it cannot
 * read, it throws on. Used by one thread, once.
 */
interface StoreCheck {
  /** Whose rows it is shown. */
  Table table();

  /** The next row. */
  void row(byte[] key, byte[] value, CheckContext context);

  /** All rows have been shown. */
  default void end(CheckContext context) {}
}
