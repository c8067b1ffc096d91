package dev.holdfast.broker.queue;

/**
 * How far a store has come: the value of the META row that every commit writes.
 *
 * <pre>
 *   varint offset applied last | varint number given out last
 * </pre>
 *
 * @param applied the offset applied last; 0 in an empty store
 * @param lastNumber the number given out last to a client or a stream
 */
public record StoreState(long applied, long lastNumber) {
  /** The state of a store. */
  public static StoreState of(Store store) {
    byte[] row = store.get(Table.META, Keys.STATE);
    return row == null ? new StoreState(0, 0) : decode(row);
  }

  static StoreState decode(byte[] row) {
    ByteReader in = new ByteReader(row);
    return new StoreState(in.varint(), in.varint());
  }

  byte[] encode() {
    return new ByteWriter(16).varint(applied).varint(lastNumber).toArray();
  }
}
