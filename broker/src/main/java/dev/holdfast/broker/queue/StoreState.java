package dev.holdfast.broker.queue;

/**
 * How far a store has come: the value of the META row that every commit writes.
 *
 * <pre>
 *   varint offset applied last | varint number given out last | varint latest time in ms
 * </pre>
 *
 * @param applied the offset applied last; 0 in an empty store
 * @param lastNumber the number given out last to a client or a stream
 * @param latestMs the latest time that anything stored was written down at, in milliseconds since
 *     1970; 0 when that is not known. Earlier versions have not stored it
 */
public record StoreState(long applied, long lastNumber, long latestMs) {
  /** The state of a store. */
  public static StoreState of(Store store) {
    byte[] row = store.get(Table.META, Keys.STATE);
    return row == null ? new StoreState(0, 0, 0) : decode(row);
  }

  static StoreState decode(byte[] row) {
    ByteReader in = new ByteReader(row);
    return new StoreState(in.varint(), in.varint(), in.atEnd() ? 0 : in.varint());
  }

  byte[] encode() {
    return new ByteWriter(24).varint(applied).varint(lastNumber).varint(latestMs).toArray();
  }
}
