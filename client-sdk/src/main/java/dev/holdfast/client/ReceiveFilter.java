package dev.holdfast.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events that were handled from being handed to a handler again. An event counts as handled
 * when its handler has returned, or its stage has completed.
 *
 * <p>On disk it outlives the process: the record is written before the event is acknowledged, by
 * the thread on which the handler ended, or, of a client with an outbox, when the emits under way
 * are in that. What remains open is the moment between the handler's last effect and that write: of
 * a process that is killed just then the event is handled again. Nothing can close it but the
 * effect and the position being stored in one transaction; the SDK's documentation shows how. The
 * file is not synced for every event: a machine that loses power may forget what was handled in the
 * last seconds and whose acknowledgement was lost with it.
 *
 * @param directory of the file, for one client at a time; null for a filter in memory, which ends
 *     with the client
 * @param capacity how many positions are held that are not yet covered by one up to which
 *     everything was handled; at more, the earliest are forgotten
 */
public record ReceiveFilter(@Nullable Path directory, int capacity) {
  /** More than a broker lets a client acknowledge out of order, in its default configuration. */
  private static final int DEFAULT_CAPACITY = 100_000;

  /**
   * Checks the capacity.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public ReceiveFilter {
    if (capacity < 1) {
      throw new IllegalArgumentException("a filter has room for a position");
    }
  }

  /** One that ends with the client. */
  public static ReceiveFilter inMemory() {
    return new ReceiveFilter(null, DEFAULT_CAPACITY);
  }

  /** One that outlives the process; the directory is made when it is not there. */
  public static ReceiveFilter onDisk(Path directory) {
    return new ReceiveFilter(directory, DEFAULT_CAPACITY);
  }

  /** The same with another capacity. */
  public ReceiveFilter withCapacity(int positions) {
    return new ReceiveFilter(directory, positions);
  }
}
