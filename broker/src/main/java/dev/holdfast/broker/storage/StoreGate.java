package dev.holdfast.broker.storage;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Through which every use of a store's native memory goes, so that none is left when that is freed:
 * a store that is closed while others read answers them with an {@link IllegalStateException}
 * instead of crashing the process. Any thread.
 */
final class StoreGate {
  private final Path directory;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** Open, of the store in this directory. */
  StoreGate(Path directory) {
    this.directory = directory;
  }

  /** A call begins, which {@link #leave} ends. */
  void enter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new IllegalStateException("The store in " + directory + " is closed");
    }
  }

  void leave() {
    lock.readLock().unlock();
  }

  /** Waits for the calls under way; runs {@code release} unless it was closed before. */
  void close(Runnable release) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
