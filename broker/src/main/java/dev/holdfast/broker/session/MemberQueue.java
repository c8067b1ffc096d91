package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Banishment;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Delivery;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Failure;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.QueueMember;
import dev.holdfast.broker.queue.Seat;
import dev.holdfast.broker.queue.SharedQueues;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shared queue as one of the sessions that share it sees it. Events come from the queue's lane in
 * batches, the next when the socket has taken the last one; acknowledgements go there, together
 * once a turn. Owned by the session's lane.
 */
final class MemberQueue implements SessionQueue, QueueMember {
  private final Session session;
  private final int limit;
  private final boolean strict;
  private final MemberWindow window;
  private final Seat seat;
  private final Runnable settle = this::settle;

  /** The rest of a batch, which the socket has not taken; empty when none is under way. */
  private final Deque<Delivery> pending = new ArrayDeque<>();

  /** What the queue's lane has told last. */
  private List<String> rooms = List.of();

  private boolean ackPending;
  private boolean closed;

  /**
   * Asks for a place; {@link Session#attached} follows.
   *
   * @param request says how many events the session may hold unacknowledged, and in what order
   */
  MemberQueue(
      Session session, SharedQueues queues, LogRecord.Connect connect, ConnectRequest request) {
    this.session = session;
    this.limit = request.window();
    this.strict = request.strict();
    this.window = new MemberWindow(limit);
    this.seat = queues.join(connect, this);
  }

  // --- as the shared queue sees it ---

  @Override
  public Lane lane() {
    return session.lane();
  }

  @Override
  public int window() {
    return limit;
  }

  @Override
  public boolean strict() {
    return strict;
  }

  @Override
  public boolean mayBeIn(String room) {
    return session.standing().permits().mayBeIn(room);
  }

  @Override
  public void dropped(long offset) {
    window.drop(offset);
  }

  @Override
  public void attached(ClientSnapshot client) {
    session.attached(client);
  }

  @Override
  public void roomsChanged(List<String> now) {
    session.standing().joined(rooms, now);
    rooms = now;
  }

  /** It counts as done, as the queue tells the client of what it has lost. */
  @Override
  public void banished(Banishment lost) {
    List<Delivery> waiting = List.copyOf(pending);
    pending.clear();
    for (Delivery delivery : waiting) {
      if (lost.takes(delivery.event())) {
        skip(delivery);
      } else {
        pending.add(delivery);
      }
    }
    if (!waiting.isEmpty() && pending.isEmpty()) {
      seat.batchTaken();
    }
  }

  private void skip(Delivery delivery) {
    long offset = delivery.event().offset();
    if (!delivery.again()) {
      window.delivered(offset);
    }
    if (window.holds(offset)) {
      window.acknowledge(offset);
      acknowledged();
    }
  }

  @Override
  public void fenced() {
    session.dismiss(EndReason.TAKEN_OVER);
  }

  @Override
  public void take(List<Delivery> batch) {
    if (!closed) {
      pending.addAll(batch);
      pump();
    }
  }

  @Override
  public void takeVolatile(Event event) {
    if (!closed && pending.isEmpty() && session.ready()) {
      session.frames().deliver(event, 0, false);
    }
  }

  // --- as the session sees it ---

  @Override
  public void pump() {
    if (pending.isEmpty()) {
      return;
    }
    while (!pending.isEmpty() && session.ready()) {
      deliver(pending.remove());
    }
    if (pending.isEmpty()) {
      seat.batchTaken();
    }
  }

  private void deliver(Delivery delivery) {
    long offset = delivery.event().offset();
    if (!delivery.again()) {
      window.delivered(offset);
    } else if (!window.holds(offset)) {
      // Acknowledged while it was on its way: it must not come again (P3).
      return;
    } else {
      window.deliveredAgain(offset);
    }
    session.frames().deliver(delivery.event(), delivery.failed(), delivery.again());
  }

  @Override
  public boolean holds(long offset) {
    return window.holds(offset);
  }

  @Override
  public boolean wasDelivered(long offset) {
    return window.wasDelivered(offset);
  }

  @Override
  public int unacknowledged() {
    return window.unacknowledged();
  }

  @Override
  public boolean windowHalfFull() {
    return window.halfFull();
  }

  @Override
  public long handedOver() {
    return window.last();
  }

  @Override
  public void acknowledgeUpTo(long offset) {
    window.acknowledgeUpTo(offset);
  }

  @Override
  public void acknowledge(long offset) {
    window.acknowledge(offset);
  }

  @Override
  public void acknowledged() {
    ackPending = true;
    lane().flushLater(settle);
  }

  @Override
  public void acknowledged(Runnable done) {
    ackPending = false;
    seat.acknowledged(window.takeAcknowledged(), done);
  }

  @Override
  public void settle() {
    if (ackPending && !closed) {
      ackPending = false;
      seat.acknowledged(window.takeAcknowledged());
    }
  }

  /** Each comes with its event. */
  @Override
  public int failedBefore(long offset) {
    return 0;
  }

  @Override
  public List<Long> outstanding() {
    return window.held();
  }

  @Override
  public void failed(Failure failure, @Nullable Runnable done) {
    if (done != null) {
      failure.offsets().forEach(window::withhold);
    }
    settle();
    seat.failed(failure, done);
  }

  @Override
  public List<String> rooms() {
    return rooms;
  }

  @Override
  public void rooms(Consumer<List<String>> answer) {
    seat.rooms(answer);
  }

  @Override
  public void roomsRead(Consumer<List<String>> answer) {
    seat.roomsRead(answer);
  }

  @Override
  public void close(@Nullable Failure failed) {
    closed = true;
    pending.clear();
    seat.leave(window.takeAcknowledged(), failed);
  }
}
