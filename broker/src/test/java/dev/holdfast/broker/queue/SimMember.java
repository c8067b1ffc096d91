package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/** One session of several that share a queue: what the session layer does with it, at random. */
final class SimMember implements QueueMember {
  private final Lane lane;
  private final SharedPromises promises;
  private final Manner manner;
  private final Seat seat;
  private boolean attached;
  private boolean gone;

  /** Delivered and not acknowledged, nor given back; in the order of delivery. */
  private final Set<Long> held = new LinkedHashSet<>();

  /** Those of them that stand for what was dropped. */
  private final Set<Long> gaps = new HashSet<>();

  /** Given back, and not delivered again yet. */
  private final Set<Long> givenBack = new HashSet<>();

  /** Batches that the socket has not taken. */
  private int pending;

  /**
   * How a member behaves.
   *
   * @param clock milliseconds on the wall
   * @param standing keeps it within the rooms that its client may be in
   */
  record Manner(int window, boolean strict, LongSupplier clock, SimStanding standing) {}

  SimMember(SharedQueues queues, Lane lane, SharedPromises promises, Manner manner, String sid) {
    this.lane = lane;
    this.promises = promises;
    this.manner = manner;
    LogRecord.Connect connect =
        new LogRecord.Connect(
            promises.client(),
            LogRecord.Connect.LATEST,
            Lifetime.DURABLE,
            SessionIdentity.unrecoverable(sid),
            null);
    this.seat = queues.join(connect, this);
  }

  // --- as the shared queue sees it ---

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public int window() {
    return manner.window();
  }

  @Override
  public boolean strict() {
    return manner.strict();
  }

  @Override
  public void attached(ClientSnapshot client) {
    attached = true;
    review();
  }

  @Override
  public void roomsChanged(List<String> now) {
    review();
  }

  @Override
  public boolean mayBeIn(String room) {
    return manner.standing().mayBeIn(room);
  }

  @Override
  public void banished(Banishment lost) {
    promises.banished(this, lost.offset());
  }

  /** What it may do has changed, or may have. */
  void review() {
    if (live()) {
      seat.roomsRead(manner.standing()::review);
    }
  }

  @Override
  public void fenced() {
    leave();
  }

  @Override
  public void take(List<Delivery> batch) {
    if (gone) {
      return;
    }
    pending++;
    for (Delivery delivery : batch) {
      long offset = delivery.event().offset();
      boolean mine = held.contains(offset) || givenBack.remove(offset);
      if (delivery.again() && !mine) {
        // Acknowledged while it was on its way.
        continue;
      }
      promises.delivered(this, delivery, manner.clock().getAsLong());
      if (delivery.event().gap() != null) {
        gaps.add(offset);
      }
      held.add(offset);
    }
  }

  @Override
  public void takeVolatile(Event event) {}

  @Override
  public void dropped(long offset) {
    if (!gone) {
      held.remove(offset);
      givenBack.remove(offset);
      promises.dropped(this, offset);
    }
  }

  // --- what the session does ---

  /** Attached, and not over. */
  boolean live() {
    return attached && !gone;
  }

  boolean gone() {
    return gone;
  }

  boolean holdsAny() {
    return !held.isEmpty() || pending > 0;
  }

  /** Does one thing, whatever comes to its mind. */
  void act(Random random) {
    int whim = random.nextInt(20);
    if (whim < 5) {
      socketTakes();
    } else if (whim < 14) {
      acknowledge(random, 1);
    } else if (whim < 18) {
      giveBack(random);
    } else if (whim < 19) {
      leave();
    }
  }

  /** Keeps up. */
  void keepUp(Random random) {
    socketTakes();
    acknowledge(random, held.size());
  }

  private void socketTakes() {
    for (; pending > 0; pending--) {
      seat.batchTaken();
    }
  }

  private void acknowledge(Random random, int events) {
    List<Long> done = new ArrayList<>();
    for (int i = 0; i < events && !held.isEmpty(); i++) {
      done.add(takeOne(random));
    }
    done.forEach(offset -> promises.acknowledged(this, offset));
    if (random.nextBoolean()) {
      seat.acknowledged(done);
    } else {
      seat.acknowledged(done, () -> promises.receipted(done));
    }
  }

  private void giveBack(Random random) {
    if (!held.isEmpty()) {
      long offset = takeOne(random);
      if (gaps.contains(offset)) {
        held.add(offset);
        return;
      }
      givenBack.add(offset);
      long delayMs = random.nextBoolean() ? Failure.BACKOFF : 40L * random.nextInt(3);
      Failure failure =
          new Failure(List.of(offset), delayMs, Failure.NACK, manner.clock().getAsLong());
      seat.failed(failure, random.nextBoolean() ? () -> {} : null);
    }
  }

  private long takeOne(Random random) {
    long offset = List.copyOf(held).get(random.nextInt(held.size()));
    held.remove(offset);
    return offset;
  }

  /** Its connection ends. */
  void leave() {
    if (!gone) {
      gone = true;
      List<Long> left = held.stream().filter(offset -> !gaps.contains(offset)).toList();
      Failure failed = new Failure(left, 0, Failure.SESSION_ENDED, manner.clock().getAsLong());
      promises.left(this);
      seat.leave(List.of(), failed);
    }
  }

  /** The broker is gone. */
  void lost() {
    gone = true;
    promises.left(this);
  }
}
