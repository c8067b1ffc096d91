package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.internal.journal.DirectoryLock;
import dev.holdfast.client.internal.journal.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Emits on disk until they are answered. One thread writes: what has come meanwhile is one group,
 * synced once, and then accepted. It also hands out what is to be sent, no more ahead of the
 * answers than {@link Desk#MAX_AHEAD}, which is therefore all that may be unknown after a crash.
 *
 * <p>Methods may be called from any thread. What they are told comes on the outbox's own.
 */
public final class DiskOutbox implements AutoCloseable {
  private static final int MAX_GROUP = 1024;
  private static final long CLOSE_LIMIT_MS = 10_000;

  /** After which something is tried again that the disk had no room for. */
  private static final long RETRY_MS = 500;

  private final DirectoryLock lock;
  private final Room room;
  private final Desk desk;

  /** Bounded by the room for emits, and by those that are ahead. */
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

  private final AtomicInteger appending = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "holdfast-outbox");
  private volatile boolean closed;

  private DiskOutbox(DirectoryLock lock, Room room, Desk desk) {
    this.lock = lock;
    this.room = room;
    this.desk = desk;
    thread.setDaemon(true);
  }

  /**
   * Opens the outbox in a directory, which is made when it is not there.
   *
   * @param identity whose it is; nobody else can open it
   * @throws HoldfastException of code {@link HoldfastException#IN_USE} when another client has it,
   *     of code {@link HoldfastException#DISK_FAILED} when it is damaged or cannot be opened
   */
  public static DiskOutbox open(Path directory, String identity, OutboxOptions options) {
    return open(Disk.LOCAL, directory, identity, options);
  }

  /** The same on some disk. */
  static DiskOutbox open(Disk disk, Path directory, String identity, OutboxOptions options) {
    try {
      DirectoryLock lock = DirectoryLock.take(directory);
      if (lock == null) {
        throw new HoldfastException(HoldfastException.IN_USE, directory + " is in use");
      }
      try {
        Room room = new Room(options);
        Segments.Place place = new Segments.Place(disk, directory, identity);
        return new DiskOutbox(lock, room, Desk.open(place, options, room));
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw HoldfastException.ofDisk(failure);
    }
  }

  /**
   * Begins.
   *
   * @param sender is given what is to be sent, once {@link #connected} was called
   */
  public void start(Consumer<List<Sending>> sender) {
    desk.sendBy(sender);
    thread.start();
  }

  /** How many emits there are that are not answered. */
  public long size() {
    return room.events();
  }

  /**
   * Takes an emit.
   *
   * @throws dev.holdfast.client.OutboxFullException when there is no room for it
   */
  public void append(Parcel parcel, Acceptance acceptance) {
    long bytes = parcel.size();
    room.take(bytes);
    appending.incrementAndGet();
    Acceptance counted =
        (ordinal, failure) -> {
          appending.decrementAndGet();
          acceptance.decided(ordinal, failure);
        };
    tasks.add(() -> desk.append(parcel, bytes, counted));
  }

  /** Runs this, on some thread, after all emits that were given before are on disk. */
  public void afterAppends(Runnable task) {
    if (appending.get() == 0) {
      task.run();
    } else {
      tasks.add(() -> desk.afterForce(task));
    }
  }

  /** There is a connection, to a broker that has numbers of this publisher up to this one. */
  public void connected(long lastSeen) {
    tasks.add(() -> desk.connected(lastSeen));
  }

  /** An emit was answered for good. */
  public void done(long ordinal) {
    room.done();
    tasks.add(() -> desk.done(ordinal));
  }

  /**
   * Nothing is to be sent any more but what an earlier process may have sent.
   *
   * @param whenHeld called when everything else that was to be sent has been handed out
   */
  public void hold(Runnable whenHeld) {
    tasks.add(() -> desk.hold(whenHeld));
  }

  /**
   * Ends {@link #hold}, when all that was handed out has been answered: these, which are not
   * stored, are sent again under new numbers.
   */
  public void renumber(SortedMap<Long, Parcel> refused) {
    tasks.add(() -> desk.renumber(refused));
  }

  private void run() {
    List<Task> group = new ArrayList<>();
    try {
      while (!closed || !tasks.isEmpty()) {
        Task first = desk.isBehind() ? tasks.poll(RETRY_MS, TimeUnit.MILLISECONDS) : tasks.take();
        if (first != null) {
          group.add(first);
        }
        tasks.drainTo(group, MAX_GROUP);
        desk.carryOut(group);
        group.clear();
      }
    } catch (InterruptedException ended) {
      desk.fail(new IOException("the outbox's thread was interrupted", ended));
    }
  }

  /** Has on disk what was given before, and gives the directory free. */
  @Override
  public void close() {
    closed = true;
    tasks.add(() -> {}); // wakes the thread
    try {
      thread.join(CLOSE_LIMIT_MS); // at once when it was never started
      List<Task> late = new ArrayList<>();
      tasks.drainTo(late);
      desk.carryOut(late);
      desk.close();
      lock.close();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      throw HoldfastException.ofDisk(failure);
    }
  }

  /** Something for the outbox's thread. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  /** Is told once whether an emit is on disk. */
  @FunctionalInterface
  public interface Acceptance {
    /**
     * Called on the outbox's thread.
     *
     * @param failure why it is not; null when it is
     */
    void decided(long ordinal, @Nullable IOException failure);
  }
}
