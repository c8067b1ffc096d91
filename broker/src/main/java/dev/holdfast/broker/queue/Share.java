package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one member of a shared queue has of it. Changed by the {@link Distribution} it belongs to,
 * and owned by its lane.
 */
final class Share {
  private final int window;
  private final boolean strict;
  private final QueueReader.Limits limits;

  /** Given to this member and not acknowledged, by offset: the line each event came from. */
  final Map<Long, PublisherLine> held = new HashMap<>();

  /** Lines that go on with this member and wait for nothing else, by their first offset. */
  final TreeMap<Long, PublisherLine> lines = new TreeMap<>();

  /** Held events that the member wants once more. */
  final TreeSet<Long> wantedAgain = new TreeSet<>();

  /** What it is to be sent next. */
  private List<Delivery> batch = new ArrayList<>();

  private long batchBytes;

  /** A batch is on its way to its socket: until that has taken it, there is no other. */
  private boolean busy;

  /** Grows with every event given to any member. */
  long lastGiven;

  /**
   * Of a member that has nothing yet.
   *
   * @param window how many events it may hold unacknowledged
   * @param strict nothing of a publisher is to come after an event that is not acknowledged
   * @param limits how large a batch may be: a page
   */
  Share(int window, boolean strict, QueueReader.Limits limits) {
    this.window = window;
    this.strict = strict;
    this.limits = limits;
  }

  int window() {
    return window;
  }

  boolean strict() {
    return strict;
  }

  /** True when it may be given one more event. */
  boolean hasRoom() {
    return batchHasRoom() && held.size() < window;
  }

  /** True when the batch that is put together can take one more event. */
  boolean batchHasRoom() {
    return !busy && batch.size() < limits.pageEvents() && batchBytes < limits.pageBytes();
  }

  void add(Delivery delivery) {
    batch.add(delivery);
    batchBytes += delivery.event().weight();
  }

  /** True when there is a batch to send, and its socket has taken the one before. */
  boolean hasBatch() {
    return !busy && !batch.isEmpty();
  }

  /** The batch, which is on its way from now on. */
  List<Delivery> takeBatch() {
    List<Delivery> taken = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    busy = true;
    return taken;
  }

  /** The socket has taken the last batch. */
  void batchTaken() {
    busy = false;
  }
}
