package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Membership;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueGap;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.broker.queue.ShardWriter;
import dev.holdfast.broker.queue.StreamName;
import java.util.List;
import java.util.function.Consumer;

/** The queue of a client that one session has to itself. Owned by the session's lane. */
final class OwnQueue implements SessionQueue {
  private final QueueReader reader;
  private final Lane lane;
  private final ShardWriter writer;
  private final boolean remembered;
  private final Runnable sendAck = this::sendAck;

  /** Something was acknowledged that has not been sent off. */
  private boolean ackPending;

  private boolean closed;

  /**
   * Served by a reader that is not started yet.
   *
   * @param remembered false for a client that is forgotten with its session: its acknowledgements
   *     make room in the window and are of no use to anybody after
   */
  OwnQueue(QueueReader reader, Lane lane, ShardWriter writer, boolean remembered) {
    this.reader = reader;
    this.lane = lane;
    this.writer = writer;
    this.remembered = remembered;
  }

  /** Of a client that the session has to itself, read from where the client says it is. */
  static OwnQueue of(Session session, ClientSnapshot client, ConnectRequest request) {
    QueueCore core = session.services().core();
    QueueReader reader =
        new QueueReader(session.lane(), client, session, core.readerLimits(), request.window());
    OwnQueue own = new OwnQueue(reader, session.lane(), core.writer(), session.isRemembered());
    if (request.seen() > client.upTo()) {
      own.skipTo(request.seen());
    }
    return own;
  }

  /** Begins after this offset: the client says that it has seen everything up to it. */
  void skipTo(long offset) {
    reader.skipTo(offset);
    lane.flushLater(sendAck);
  }

  /** Delivers nothing until it is released: something else is shown first. */
  void hold() {
    reader.hold();
  }

  /** Goes on delivering. */
  void release() {
    reader.release();
  }

  /** The client joined a room. */
  void joined(Membership membership) {
    reader.joined(membership);
  }

  /** Something was dropped from the queue. */
  void dropped(QueueGap gap) {
    reader.dropped(gap);
  }

  /** The client left a room. */
  void left(StreamName room, long offset) {
    reader.left(room, offset);
    lane.flushLater(sendAck);
  }

  @Override
  public boolean holds(long offset) {
    return reader.window().holds(offset);
  }

  @Override
  public boolean wasDelivered(long offset) {
    return reader.wasDelivered(offset);
  }

  @Override
  public int unacknowledged() {
    return reader.window().unacknowledged();
  }

  @Override
  public boolean windowHalfFull() {
    return reader.window().halfFull();
  }

  @Override
  public long handedOver() {
    return reader.handedOver();
  }

  @Override
  public void acknowledgeUpTo(long offset) {
    reader.window().acknowledgeUpTo(offset);
  }

  @Override
  public void acknowledge(long offset) {
    reader.window().acknowledge(offset);
  }

  @Override
  public void acknowledged() {
    ackPending = true;
    lane.flushLater(sendAck);
    reader.pump();
  }

  @Override
  public void acknowledged(Runnable done) {
    if (remembered) {
      ackPending = false;
      writer.append(reader.takeAck(true), lane, applied -> done.run());
      reader.pump();
    } else {
      acknowledged();
      done.run();
    }
  }

  @Override
  public void settle() {
    if (ackPending) {
      sendAck();
    }
  }

  private void sendAck() {
    ackPending = false;
    if (closed || !reader.hasNewAcks()) {
      return;
    }
    LogRecord.Ack ack = reader.takeAck(false);
    if (remembered) {
      writer.append(ack, lane, applied -> {});
    }
  }

  @Override
  public void redeliver(long offset) {
    reader.redeliver(offset);
  }

  @Override
  public void pump() {
    reader.pump();
  }

  @Override
  public List<String> rooms() {
    return reader.rooms();
  }

  @Override
  public void rooms(Consumer<List<String>> answer) {
    answer.accept(reader.rooms());
  }

  @Override
  public void close() {
    sendAck();
    closed = true;
    reader.close();
  }
}
