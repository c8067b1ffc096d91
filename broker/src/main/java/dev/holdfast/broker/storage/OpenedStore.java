package dev.holdfast.broker.storage;

import org.jspecify.annotations.Nullable;

/**
 * What a store stands on, opened in this order and closed in the reverse one: a directory that
 * nobody else uses, native memory, the database, and the seal of its manifest.
 *
 * @param seal null of a store that is only read
 */
record OpenedStore(
    DataDirectory directory, NativeStack natives, RocksDatabase rocks, @Nullable SealKeeper seal) {
  /**
   * Opens the database of a claimed directory, or creates it where there is none yet.
   *
   * @param directory is closed when that fails
   * @throws StoreOpenException when it is damaged, or cannot be opened; it is unchanged then
   */
  static OpenedStore open(DataDirectory directory, StorageSettings settings)
      throws StoreOpenException {
    NativeStack natives = new NativeStack();
    try {
      NativeLibrary.load();
      HiddenLoss.refuse(directory.path());
      RocksDatabase rocks = RocksDatabase.open(directory, settings, natives);
      directory.databaseCreated();
      SealKeeper seal = SealKeeper.begin(directory.path(), rocks);
      return new OpenedStore(directory, natives, rocks, seal);
    } catch (StoreOpenException | RuntimeException e) {
      natives.close();
      directory.close();
      throw e;
    }
  }

  /** The same to be read only: nothing is changed, and what is damaged may be looked at. */
  static OpenedStore openReadOnly(DataDirectory directory) throws StoreOpenException {
    NativeStack natives = new NativeStack();
    try {
      NativeLibrary.load();
      RocksDatabase rocks =
          RocksDatabase.openReadOnly(
              directory.database(), RocksTuning.forReading(natives), natives);
      return new OpenedStore(directory, natives, rocks, null);
    } catch (StoreOpenException | RuntimeException e) {
      natives.close();
      directory.close();
      throw e;
    }
  }

  boolean isReadOnly() {
    return seal == null;
  }

  /**
   * Closes it.
   *
   * @param sound false after a failure: then nothing is said of how far the manifest is good
   */
  void close(boolean sound) {
    natives.close();
    if (sound && seal != null) {
      seal.end();
    }
    directory.close();
  }
}
