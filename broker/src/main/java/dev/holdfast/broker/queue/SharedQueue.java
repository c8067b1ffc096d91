package dev.holdfast.broker.queue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's queue that several sessions share: each event goes to one of them. To the shard it is
 * the session of the client; who its members are is known here, and a {@link Dealer} reads the
 * queue for them. Owned by its lane, which need not be a member's.
 *
 * <pre>
 *   ATTACHING ── attached ───────→ ACTIVE     the members are told, the queue is read
 *   ACTIVE ───── fenced ─────────→ FENCED     a session of its own takes over: the members are told
 *   any ──────── the last leaves → CLOSED     detached; events wait for the next who comes
 * </pre>
 *
 * <p>A member that left while the queue was FENCED may still have told what it was done with, so
 * the queue is detached when all of them have left, and not before.
 */
final class SharedQueue implements Attachment {
  private enum State {
    ATTACHING,
    ACTIVE,
    FENCED,
    CLOSED
  }

  private final Lane lane;
  private final LogRecord.Connect connect;
  private final Submissions writer;
  private final Consumer<SharedQueue> onClosing;
  private final Dealer dealer;
  private final Set<Seat> seats = new LinkedHashSet<>();
  private State state = State.ATTACHING;

  /** Who came first; set before the shard hears of the queue, and never changed. */
  private @Nullable QueueMember first;

  /** Set when it is attached. */
  private @Nullable ClientSnapshot snapshot;

  /**
   * Asks for the client when the first member comes.
   *
   * @param onClosing told when it takes no more members
   */
  SharedQueue(
      Lane lane,
      LogRecord.Connect connect,
      Submissions writer,
      QueueReader.Limits limits,
      Consumer<SharedQueue> onClosing) {
    this.lane = lane;
    this.connect = connect;
    this.writer = writer;
    this.onClosing = onClosing;
    this.dealer = new Dealer(lane, connect.client(), writer, limits);
  }

  /** Gives out its events. */
  Dealer dealer() {
    return dealer;
  }

  // --- as the shard sees it ---

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public void attached(ClientSnapshot client) {
    if (state != State.ATTACHING) {
      return;
    }
    state = State.ACTIVE;
    snapshot = client;
    dealer.start(client);
    List.copyOf(seats).forEach(seat -> admit(seat, client));
    lane.reportRegularly(dealer::report);
  }

  @Override
  public void fenced() {
    if (state == State.ATTACHING || state == State.ACTIVE) {
      state = State.FENCED;
      dealer.stop();
      onClosing.accept(this);
      seats.forEach(seat -> seat.tell(seat.member()::fenced));
    }
  }

  /** Also while it is fenced, as are the next: its last acknowledgement must not pass over it. */
  @Override
  public void joined(Membership membership) {
    if (isReading()) {
      reader().joined(membership);
      seats.forEach(this::tellRooms);
    }
  }

  @Override
  public void dropped(QueueGap gap) {
    if (isReading()) {
      reader().dropped(gap);
    }
  }

  @Override
  public void left(StreamName room, long offset) {
    if (isReading()) {
      reader().left(room, offset);
      seats.forEach(this::tellRooms);
      dealer.sendAckLater();
    }
  }

  @Override
  public void banished(StreamName room, long offset) {
    if (isReading()) {
      reader().banished(room, offset);
      Banishment lost = reader().lostBefore(offset);
      dealer.banished(lost);
      seats.forEach(seat -> seat.tell(() -> seat.member().banished(lost)));
      seats.forEach(this::tellRooms);
      dealer.sendAckLater();
    }
  }

  /** As the first who came may; for who comes later see {@link #admit}. */
  @Override
  public boolean mayBeIn(String room) {
    return first == null || first.mayBeIn(room);
  }

  // --- as its members see it ---

  /** A member comes. */
  void join(Seat seat) {
    seat.taken(this);
    seats.add(seat);
    if (first == null) {
      first = seat.member();
      writer.attach(connect, this);
    }
    ClientSnapshot client = snapshot;
    if (state == State.ACTIVE && client != null) {
      admit(seat, client.later(reader().acknowledgedUpTo()));
    }
  }

  /** Who comes gets nothing before the client has left what this member may not be in. */
  private void admit(Seat seat, ClientSnapshot client) {
    List<String> forbidden =
        reader().roomsRead().stream().filter(room -> !seat.member().mayBeIn(room)).toList();
    if (forbidden.isEmpty()) {
      welcome(seat, client);
    } else {
      banish(forbidden, () -> admitLater(seat, client));
    }
  }

  /** Also after a room that was joined meanwhile. */
  private void admitLater(Seat seat, ClientSnapshot client) {
    if (state == State.ACTIVE && seats.contains(seat)) {
      admit(seat, client.later(reader().acknowledgedUpTo()));
    }
  }

  private void banish(List<String> rooms, Runnable done) {
    int last = rooms.size() - 1;
    for (int i = 0; i <= last; i++) {
      LogRecord banish = new LogRecord.Banish(connect.client(), rooms.get(i), lane.nowMs());
      Runnable then = i == last ? done : () -> {};
      writer.append(banish, lane, applied -> then.run());
    }
  }

  private void welcome(Seat seat, ClientSnapshot client) {
    tellRooms(seat);
    seat.tell(() -> seat.member().attached(client));
    dealer.add(seat);
  }

  private void tellRooms(Seat seat) {
    List<String> rooms = reader().rooms();
    seat.tell(() -> seat.member().roomsChanged(rooms));
  }

  /** It is the client's, perhaps fenced: what its members are done with still counts. */
  private boolean isReading() {
    return dealer.reader() != null && state != State.CLOSED;
  }

  /** As everything submitted so far has made them, also by others. */
  void rooms(Seat seat, Consumer<List<String>> answer) {
    writer.whenProcessed(
        lane,
        () -> {
          if (state == State.ACTIVE) {
            List<String> rooms = reader().rooms();
            seat.tell(() -> answer.accept(rooms));
          }
        });
  }

  void roomsRead(Seat seat, Consumer<List<String>> answer) {
    if (state == State.ACTIVE) {
      List<String> rooms = reader().roomsRead();
      seat.tell(() -> answer.accept(rooms));
    }
  }

  /** Also while it is fenced: what its members are done with still counts. */
  void leave(Seat seat, List<Long> acknowledged, @Nullable Failure failed) {
    dealer.acknowledged(seat, acknowledged);
    if (!seats.remove(seat)) {
      return;
    }
    dealer.remove(seat, failed);
    if (seats.isEmpty()) {
      close();
    }
  }

  private void close() {
    if (state != State.FENCED) {
      onClosing.accept(this);
    }
    state = State.CLOSED;
    dealer.close();
    writer.detach(connect.client(), this, true);
  }

  private QueueReader reader() {
    QueueReader reading = dealer.reader();
    if (reading == null) {
      throw new IllegalStateException("the shared queue is not attached");
    }
    return reading;
  }
}
