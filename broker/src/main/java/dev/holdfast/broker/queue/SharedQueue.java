package dev.holdfast.broker.queue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's queue that several sessions share: each event goes to one of them. To the shard it is
 * the session of the client, and it alone reads the queue; its members get their events from it, in
 * batches, and tell it what they are done with. Owned by its lane, which need not be a member's.
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
public final class SharedQueue implements Attachment, QueueReader.Sink {
  private enum State {
    ATTACHING,
    ACTIVE,
    FENCED,
    CLOSED
  }

  private final Lane lane;
  private final LogRecord.Connect connect;
  private final Submissions writer;
  private final QueueReader.Limits limits;
  private final Consumer<SharedQueue> onClosing;
  private final Distribution distribution;
  private final Set<Seat> seats = new LinkedHashSet<>();
  private final Runnable distribute = this::distribute;
  private final Runnable sendAck = this::sendAck;
  private State state = State.ATTACHING;
  private boolean rereading;

  /** Set when it is attached, as is the next. */
  private @Nullable QueueReader reader;

  private @Nullable ClientSnapshot snapshot;

  /**
   * Asks for the client.
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
    this.limits = limits;
    this.onClosing = onClosing;
    this.distribution = new Distribution(limits);
    writer.attach(connect, this);
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
    reader = new QueueReader(lane, client, this, limits, distribution.totalWindow());
    seats.forEach(seat -> welcome(seat, client));
    lane.reportRegularly(this::report);
  }

  /** Also of what is not to be acknowledged: its cursor holds up what can be given up. */
  private boolean report() {
    if (isReading() && reader().hasMoved()) {
      sendAck();
    }
    return isReading();
  }

  @Override
  public void fenced() {
    if (state == State.ATTACHING || state == State.ACTIVE) {
      state = State.FENCED;
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
      lane.flushLater(sendAck);
    }
  }

  // --- as its reader sees it ---

  @Override
  public boolean ready() {
    return state == State.ACTIVE && !distribution.full();
  }

  @Override
  public void deliver(Event event, boolean again) {
    if (event.isVolatile()) {
      deliverVolatile(event);
    } else {
      distribution.offer(event);
      lane.flushLater(distribute);
    }
  }

  /** To one member that has room now; nobody is asked, as no one session stands for the client. */
  private void deliverVolatile(Event event) {
    if (event.question() != null) {
      return;
    }
    for (Seat seat : seats) {
      if (seat.share != null && seat.share.hasRoom()) {
        seat.tell(() -> seat.member().takeVolatile(event));
        return;
      }
    }
  }

  // --- as its members see it ---

  /** A member comes. */
  void join(Seat seat) {
    seat.taken(this);
    seats.add(seat);
    ClientSnapshot client = snapshot;
    if (state == State.ACTIVE && client != null) {
      welcome(seat, client.later(reader().acknowledgedUpTo()));
    }
  }

  private void welcome(Seat seat, ClientSnapshot client) {
    seat.share = distribution.join(seat.member().window());
    tellRooms(seat);
    seat.tell(() -> seat.member().attached(client));
    windowsChanged();
  }

  private void tellRooms(Seat seat) {
    List<String> rooms = reader().rooms();
    seat.tell(() -> seat.member().roomsChanged(rooms));
  }

  private void windowsChanged() {
    reader().window().limit(distribution.totalWindow());
    lane.flushLater(distribute);
  }

  void batchTaken(Seat seat) {
    if (seat.share != null) {
      seat.share.batchTaken();
      lane.flushLater(distribute);
    }
  }

  void acknowledged(Seat seat, List<Long> offsets) {
    note(seat, offsets);
    lane.flushLater(sendAck);
  }

  void acknowledged(Seat seat, List<Long> offsets, Runnable durable) {
    note(seat, offsets);
    if (isReading()) {
      writer.append(reader().takeAck(true), lane, applied -> seat.tell(durable));
    }
  }

  private void note(Seat seat, List<Long> offsets) {
    Share share = seat.share;
    if (share == null || !isReading()) {
      return;
    }
    for (long offset : offsets) {
      if (distribution.acknowledged(share, offset)) {
        reader().window().acknowledge(offset);
      }
    }
    lane.flushLater(distribute);
  }

  /** It is the client's, perhaps fenced: what its members are done with still counts. */
  private boolean isReading() {
    return reader != null && state != State.CLOSED;
  }

  void redeliver(Seat seat, long offset) {
    if (seat.share != null) {
      distribution.wantedAgain(seat.share, offset);
      lane.flushLater(distribute);
    }
  }

  void rooms(Seat seat, Consumer<List<String>> answer) {
    if (state == State.ACTIVE) {
      List<String> rooms = reader().rooms();
      seat.tell(() -> answer.accept(rooms));
    }
  }

  void leave(Seat seat, List<Long> acknowledged) {
    note(seat, acknowledged);
    if (!seats.remove(seat)) {
      return;
    }
    if (seat.share != null) {
      distribution.leave(seat.share);
      seat.share = null;
      windowsChanged();
    }
    if (seats.isEmpty()) {
      close();
    }
  }

  private void close() {
    if (state != State.FENCED) {
      onClosing.accept(this);
    }
    sendAck();
    state = State.CLOSED;
    if (reader != null) {
      reader.close();
    }
    writer.detach(connect.client(), this, true);
  }

  // --- its own work, at the end of a turn ---

  private void distribute() {
    if (state != State.ACTIVE) {
      return;
    }
    distribution.distribute();
    for (Seat seat : seats) {
      Share share = seat.share;
      if (share != null && share.hasBatch()) {
        List<Delivery> batch = withoutExpired(share.takeBatch());
        seat.tell(() -> seat.member().take(batch));
      }
    }
    reread();
    reader().pump();
  }

  /** An event that expired while it waited for its member is told of in its place. */
  private List<Delivery> withoutExpired(List<Delivery> batch) {
    long nowMs = lane.nowMs();
    batch.replaceAll(
        delivery ->
            delivery.event().expiredBy(nowMs)
                ? new Delivery(GapsToTell.inPlaceOf(delivery.event()), delivery.again())
                : delivery);
    return batch;
  }

  /** One event at a time: that is rare, and what is read is given away before the next. */
  private void reread() {
    Distribution.Reread next = rereading ? null : distribution.nextToRead();
    if (next == null) {
      return;
    }
    rereading = true;
    reader()
        .reread(
            next.offset(),
            event -> {
              rereading = false;
              distribution.read(next, event);
              lane.flushLater(distribute);
            });
  }

  private void sendAck() {
    if (isReading() && reader().hasNewAcks()) {
      writer.append(reader().takeAck(false), lane, applied -> {});
    }
  }

  private QueueReader reader() {
    QueueReader reading = reader;
    if (reading == null) {
      throw new IllegalStateException("the shared queue is not attached yet");
    }
    return reading;
  }

  /** A session that shares the queue. Its methods are called on its lane. */
  public interface Member {
    /** The lane of the session. */
    Lane lane();

    /** How many events it may hold unacknowledged. Any thread. */
    int window();

    /** The queue is attached, and the session a member of it. */
    void attached(ClientSnapshot client);

    /** The client's rooms are these from now on, sorted. */
    void roomsChanged(List<String> rooms);

    /**
     * A session of the client that does not share takes over. This one must end, and {@link
     * Seat#leave}.
     */
    void fenced();

    /**
     * Events to deliver, in this order, as its socket takes them: {@link Seat#batchTaken} is to
     * follow when it has taken all.
     */
    void take(List<Delivery> batch);

    /** An event to deliver now or never; nothing follows. */
    void takeVolatile(Event event);
  }
}
