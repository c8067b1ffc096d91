package dev.holdfast.client.internal.filter;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.internal.journal.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events were handled, in memory or on disk too. Thread-safe. Who only asks never waits for
 * the disk: the event loop does for each delivery.
 */
public final class HandledFilter implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  private final Handled handled; // guarded by this

  /** Guarded by {@link #writing}, which is taken before this object's own lock. */
  private final @Nullable HandledFile file;

  private final Object writing = new Object();

  private HandledFilter(Handled handled, @Nullable HandledFile file) {
    this.handled = handled;
    this.file = file;
  }

  /** One that ends with the client. */
  public static HandledFilter inMemory(int capacity) {
    return new HandledFilter(new Handled(capacity), null);
  }

  /**
   * One in a directory, which is made when it is not there.
   *
   * @param identity whose it is; nobody else can open it
   * @throws HoldfastException of code {@link HoldfastException#IN_USE} when another client has it,
   *     of code {@link HoldfastException#DISK_FAILED} when it is damaged or cannot be opened
   */
  public static HandledFilter onDisk(Path directory, String identity, int capacity) {
    return onDisk(Disk.LOCAL, directory, identity, capacity);
  }

  /** The same on some disk. */
  static HandledFilter onDisk(Disk disk, Path directory, String identity, int capacity) {
    try {
      Handled handled = new Handled(capacity);
      HandledFile file = HandledFile.open(disk, directory, identity, handled);
      if (file == null) {
        throw new HoldfastException(HoldfastException.IN_USE, directory + " is in use");
      }
      return new HandledFilter(handled, file);
    } catch (IOException failure) {
      throw HoldfastException.ofDisk(failure);
    }
  }

  /** True when the event at this position was handled. */
  public synchronized boolean contains(String position) {
    Offset offset = Offset.parse(position);
    return offset != null && handled.contains(offset);
  }

  /**
   * The event at this position was handled. When this returns the end of the process is no harm.
   */
  public void add(String position) {
    note(false, position);
  }

  /**
   * The broker will not deliver these again. The file keeps them until it is written anew: there
   * they do no harm.
   */
  public synchronized void forget(Collection<String> positions) {
    for (String position : positions) {
      Offset offset = Offset.parse(position);
      if (offset != null) {
        handled.remove(offset);
      }
    }
  }

  /** The broker will not deliver again what stands up to this position. */
  public void addUpTo(String position) {
    note(true, position);
  }

  private void note(boolean allUpTo, String position) {
    Offset offset = Offset.parse(position);
    if (offset == null) {
      return;
    }
    synchronized (this) {
      boolean known = allUpTo ? !handled.addUpTo(offset) : !handled.add(offset);
      if (known) {
        return;
      }
    }
    synchronized (writing) {
      write(new HandledRecord(allUpTo, offset));
    }
  }

  private synchronized List<HandledRecord> records() {
    return handled.records();
  }

  private void write(HandledRecord record) {
    if (file == null) {
      return;
    }
    // A handler may have left its thread interrupted, by which the file would be closed.
    boolean interrupted = Thread.interrupted();
    try {
      file.write(record, this::records);
    } catch (IOException failure) {
      // It was handled, and that stays known here: the next record brings it to disk, if any can.
      LOG.log(
          System.Logger.Level.ERROR,
          "the filter could not be written: events handled since may be handled again after a"
              + " restart",
          failure);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      synchronized (writing) {
        if (file != null) {
          file.close();
        }
      }
    } catch (IOException failure) {
      throw HoldfastException.ofDisk(failure);
    }
  }
}
