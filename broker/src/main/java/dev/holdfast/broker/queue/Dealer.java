package dev.holdfast.broker.queue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Deals the events of a shared queue out to its members: reads the queue, has each event go where
 * the {@link Distribution} says, and writes down what the members are done with, or are not. Owned
 * by the lane of the queue.
 */
final class Dealer implements QueueReader.Sink {
  private final Lane lane;
  private final ClientKey client;
  private final Submissions writer;
  private final QueueReader.Limits limits;
  private final Distribution distribution;
  private final Set<Seat> seats = new LinkedHashSet<>();
  private final Runnable deal = this::deal;
  private final Runnable sendAck = this::sendAck;
  private final Wakeup wakeup;
  private boolean dealing;
  private boolean rereading;

  /** What the client has lost with rooms, which may wait here for a member; null for nothing. */
  private @Nullable Banishment lost;

  /** Set while the queue is read; what members are done with counts until it is closed. */
  private @Nullable QueueReader reader;

  Dealer(Lane lane, ClientKey client, Submissions writer, QueueReader.Limits limits) {
    this.lane = lane;
    this.client = client;
    this.writer = writer;
    this.limits = limits;
    this.distribution = new Distribution(limits);
    this.wakeup = new Wakeup(lane, this::wake);
  }

  // --- as the queue sees it ---

  /** The queue is this process's to read. */
  void start(ClientSnapshot snapshot) {
    dealing = true;
    distribution.postponed().know(snapshot.attempts());
    // Which member waits for what is decided here, not by the reader.
    ClientSnapshot attemptless = snapshot.withoutAttempts();
    reader = new QueueReader(lane, attemptless, this, limits, distribution.totalWindow());
  }

  /** The newest knows of all before it. */
  void banished(Banishment banishment) {
    lost = banishment;
  }

  /** Nothing more is dealt out. */
  void stop() {
    dealing = false;
  }

  /** Nothing more is read, and nothing that members say counts. */
  void close() {
    sendAck();
    dealing = false;
    wakeup.cancel();
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  /** Also of what is not to be acknowledged: its cursor holds up what can be given up. */
  boolean report() {
    if (reader != null && reader.hasMoved()) {
      sendAck();
    }
    return reader != null;
  }

  /** Null before it starts and after it is closed. */
  @Nullable QueueReader reader() {
    return reader;
  }

  /** A member is to be dealt to. */
  void add(Seat seat) {
    QueueMember member = seat.member();
    seat.share = distribution.join(member.window(), member.strict());
    seats.add(seat);
    windowsChanged();
  }

  /** A member is gone: what it holds is others'. */
  void remove(Seat seat, @Nullable Failure failed) {
    seats.remove(seat);
    if (seat.share == null) {
      return;
    }
    if (failed != null) {
      failed(seat, failed, null);
    }
    distribution.leave(seat.share);
    seat.share = null;
    windowsChanged();
  }

  private void windowsChanged() {
    if (reader != null) {
      reader.window().limit(distribution.totalWindow());
      dealLater();
    }
  }

  // --- as its reader sees it ---

  @Override
  public boolean ready() {
    return dealing && !distribution.full();
  }

  @Override
  public void deliver(Event event, boolean again) {
    if (event.isVolatile()) {
      deliverVolatile(event);
    } else {
      distribution.offer(event, lane.nowMs());
      wakeup.by(distribution.postponed().nextMs());
      dealLater();
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

  // --- as the members see it ---

  void batchTaken(Seat seat) {
    if (seat.share != null) {
      seat.share.batchTaken();
      dealLater();
    }
  }

  /** The member is done with these. {@link #sendAckLater} is to follow, or a record. */
  void acknowledged(Seat seat, List<Long> offsets) {
    Share share = seat.share;
    if (share == null || reader == null) {
      return;
    }
    for (long offset : offsets) {
      if (distribution.acknowledged(share, offset)) {
        reader.window().acknowledge(offset);
      }
    }
    dealLater();
  }

  void sendAckLater() {
    lane.flushLater(sendAck);
  }

  /** Writes down all acknowledgements so far; {@code durable} runs on the member's lane. */
  void sendAck(Seat seat, Runnable durable) {
    if (reader != null) {
      writer.append(reader.takeAck(true), lane, applied -> seat.tell(durable));
    }
  }

  /**
   * Attempts of a member failed. Nothing is written of events that it does not hold or, unless it
   * says so itself, that wait already.
   *
   * @param durable runs on the member's lane when that is on disk; null when nobody waits for it
   */
  void failed(Seat seat, Failure failure, @Nullable Runnable durable) {
    Share share = seat.share;
    if (share == null || reader == null) {
      return;
    }
    boolean unasked = durable == null;
    List<Long> held =
        failure.offsets().stream()
            .filter(share.held::containsKey)
            .filter(offset -> !(unasked && distribution.postponed().contains(offset)))
            .toList();
    held.forEach(offset -> distribution.postponed().failing(share, offset));
    sendAck();
    if (held.isEmpty()) {
      if (durable != null) {
        seat.tell(durable);
      }
      return;
    }
    writer.append(
        new LogRecord.Failed(client, failure.of(held), durable != null),
        lane,
        applied -> {
          decided(held, applied);
          if (durable != null) {
            seat.tell(durable);
          }
        });
  }

  /** What is delivered again waits for it; what is not is done with. */
  private void decided(List<Long> offsets, Applied applied) {
    if (reader == null || !(applied instanceof Applied.Retried retried)) {
      return;
    }
    SortedMap<Long, Attempt> retries = retried.retries();
    for (long offset : offsets) {
      Attempt attempt = retries.get(offset);
      if (attempt == null) {
        done(offset, reader);
      } else {
        distribution.postponed().decided(offset, attempt);
      }
    }
    wake();
    sendAckLater();
  }

  private void done(long offset, QueueReader reading) {
    Share holder = distribution.holder(offset);
    if (holder == null) {
      distribution.drop(offset);
    } else {
      distribution.acknowledged(holder, offset);
      for (Seat seat : seats) {
        if (seat.share == holder) {
          seat.tell(() -> seat.member().dropped(offset));
        }
      }
    }
    reading.window().acknowledge(offset);
  }

  // --- its own work ---

  private void wake() {
    distribution.due(distribution.postponed().takeDue(lane.nowMs()));
    wakeup.by(distribution.postponed().nextMs());
    dealLater();
  }

  private void dealLater() {
    lane.flushLater(deal);
  }

  private void deal() {
    if (!dealing || reader == null) {
      return;
    }
    distribution.distribute();
    for (Seat seat : seats) {
      Share share = seat.share;
      if (share != null && share.hasBatch()) {
        List<Delivery> batch = withoutLost(share.takeBatch());
        seat.tell(() -> seat.member().take(batch));
      }
    }
    reread(reader);
    reader.pump();
  }

  /** An event that expired, or was lost, while it waited for its member is told of in its place. */
  private List<Delivery> withoutLost(List<Delivery> batch) {
    long nowMs = lane.nowMs();
    batch.replaceAll(delivery -> orGap(delivery, nowMs));
    return batch;
  }

  private Delivery orGap(Delivery delivery, long nowMs) {
    Event event = delivery.event();
    if (lost != null && lost.takes(event)) {
      return delivery.of(GapsToTell.inPlaceOf(event, GapReason.NOT_PERMITTED, nowMs));
    }
    return event.expiredBy(nowMs) ? delivery.of(GapsToTell.inPlaceOf(event)) : delivery;
  }

  /** One event at a time: that is rare, and what is read is given away before the next. */
  private void reread(QueueReader reading) {
    Distribution.Reread next = rereading ? null : distribution.nextToRead();
    if (next == null) {
      return;
    }
    rereading = true;
    reading.reread(
        next.offset(),
        event -> {
          rereading = false;
          distribution.read(next, event);
          dealLater();
        });
  }

  private void sendAck() {
    if (reader != null && reader.hasNewAcks()) {
      writer.append(reader.takeAck(false), lane, applied -> {});
    }
  }
}
