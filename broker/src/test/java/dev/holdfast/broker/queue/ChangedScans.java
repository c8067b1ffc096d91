package dev.holdfast.broker.queue;

/** Changes the values of a table as they are read. */
abstract class ChangedScans extends ForwardingStore {
  private final Table changed;

  ChangedScans(Store store, Table changed) {
    super(store);
    this.changed = changed;
  }

  abstract byte[] changed(byte[] value);

  @Override
  public Scan scan(Table table, byte[] lower, byte[] upper) {
    Scan scan = store.scan(table, lower, upper);
    return table == changed ? new ChangedScan(scan) : scan;
  }

  private final class ChangedScan implements Scan {
    private final Scan scan;

    ChangedScan(Scan scan) {
      this.scan = scan;
    }

    @Override
    public void seek(byte[] key) {
      scan.seek(key);
    }

    @Override
    public void seekFloor(byte[] key) {
      scan.seekFloor(key);
    }

    @Override
    public boolean valid() {
      return scan.valid();
    }

    @Override
    public void next() {
      scan.next();
    }

    @Override
    public byte[] key() {
      return scan.key();
    }

    @Override
    public byte[] value() {
      return changed(scan.value());
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
