package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store.StoreException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The first failure of a store, after which it commits nothing more (P1): what stands in the log is
 * then uncertain, and only opening the directory anew finds out. Any thread.
 */
final class StoreFailure {
  private final Path directory;

  /** Set once, by whichever thread met it first. Written under the monitor. */
  private volatile @Nullable StoreException first;

  /** Told of it, once there is somebody to tell. Guarded by this. */
  private @Nullable Consumer<StoreException> told;

  StoreFailure(Path directory) {
    this.directory = directory;
  }

  /** Null while there is none. */
  @Nullable StoreException first() {
    return first;
  }

  /** Throws when there was one. */
  void refuseAfter() {
    StoreException earlier = first;
    if (earlier != null) {
      throw new StoreException(
          "Nothing more is written after an earlier failure: " + earlier.getMessage(), earlier);
    }
  }

  /** Remembers that the store could not be read, say, and returns it to be thrown. */
  StoreException because(String what, RocksDBException cause) {
    StoreException failed =
        new StoreException(
            "The store in "
                + directory
                + " could not be "
                + what
                + ": "
                + cause.getMessage()
                + ". Restart the broker once the cause is removed.",
            cause);
    Consumer<StoreException> listener = remember(failed);
    if (listener != null) {
      listener.accept(failed);
    }
    return failed;
  }

  /** Returns who is to be told of it: nobody of a later one. */
  private synchronized @Nullable Consumer<StoreException> remember(StoreException failed) {
    if (first != null) {
      return null;
    }
    first = failed;
    return told;
  }

  /** Has somebody told of the first failure, also of one that came before. */
  void tell(Consumer<StoreException> listener) {
    StoreException earlier;
    synchronized (this) {
      told = listener;
      earlier = first;
    }
    if (earlier != null) {
      listener.accept(earlier);
    }
  }
}
