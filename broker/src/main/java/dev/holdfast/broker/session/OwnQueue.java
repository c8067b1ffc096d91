package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.ClientSnapshot;
import dev.holdfast.broker.queue.Failure;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Membership;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueGap;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.queue.ShardWriter;
import dev.holdfast.broker.queue.StreamName;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The queue of a client that one session has to itself. Owned by the session's lane. */
final class OwnQueue implements SessionQueue {
  private final QueueReader reader;
  private final Lane lane;
  private final ShardWriter writer;
  private final RedeliveryPolicy redelivery;
  private final ClientKey client;
  private final boolean remembered;
  private final Runnable sendAck = this::sendAck;

  /** Something was acknowledged that has not been sent off. */
  private boolean ackPending;

  private boolean closed;

  /** Of a client that is forgotten with its session: how far it has come. */
  private LogRecord.@Nullable Ack unsent;

  /**
   * Served by a reader that is not started yet.
   *
   * @param client whose queue it is
   * @param remembered false for a client that is forgotten with its session: its acknowledgements
   *     make room in the window and are of no use to anybody after
   */
  OwnQueue(QueueReader reader, Lane lane, QueueCore core, ClientKey client, boolean remembered) {
    this.reader = reader;
    this.lane = lane;
    this.writer = core.writer();
    this.redelivery = core.policies().redelivery(client.namespace());
    this.client = client;
    this.remembered = remembered;
    lane.reportRegularly(this::report);
  }

  /** Also of what is not to be acknowledged: its cursor holds up what can be given up. */
  private boolean report() {
    if (!closed && reader.hasMoved()) {
      sendAck();
      LogRecord.Ack ack = unsent;
      unsent = null;
      if (ack != null) {
        writer.append(ack, lane, applied -> {});
      }
    }
    return !closed;
  }

  /** Of a client that the session has to itself, read from where the client says it is. */
  static OwnQueue of(Session session, ClientSnapshot client, ConnectRequest request) {
    QueueCore core = session.services().core();
    // The heartbeat says nothing about what is handled: nothing waits for another attempt then.
    ClientSnapshot read =
        session.request().acknowledgesByHeartbeat() ? client.withoutAttempts() : client;
    QueueReader.Sink sink = session.frames();
    QueueReader reader =
        new QueueReader(session.lane(), read, sink, core.readerLimits(), request.window());
    OwnQueue own = new OwnQueue(reader, session.lane(), core, client.key(), isRemembered(client));
    if (request.seen() > client.upTo()) {
      own.skipTo(request.seen());
    }
    return own;
  }

  /** True when the client is known longer than its session, and with it what it acknowledged. */
  private static boolean isRemembered(ClientSnapshot client) {
    return !client.key().isAnonymous() || client.session().isRecoverable();
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

  /** The client may not be in a room. */
  void banished(StreamName room, long offset) {
    reader.banished(room, offset);
    lane.flushLater(sendAck);
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
    } else {
      unsent = new LogRecord.Ack(ack.client(), ack.upTo(), List.of(), false);
    }
  }

  @Override
  public int failedBefore(long offset) {
    return reader.retries().failedBefore(offset);
  }

  @Override
  public List<Long> outstanding() {
    return reader.outstanding();
  }

  @Override
  public void failed(Failure failure, @Nullable Runnable done) {
    Failure counted = reader.retries().failing(failure, done != null);
    settle();
    if (remembered && !counted.offsets().isEmpty()) {
      writer.append(
          new LogRecord.Failed(client, counted, done != null),
          lane,
          applied -> decided(counted, applied, done));
    } else {
      reader.retries().decide(counted, redelivery);
      if (done != null) {
        done.run();
      }
    }
  }

  private void decided(Failure failure, Applied applied, @Nullable Runnable done) {
    if (!closed && applied instanceof Applied.Retried retried) {
      reader.retries().decided(failure, retried.retries());
      acknowledged();
    }
    if (done != null) {
      done.run();
    }
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
    writer.whenProcessed(lane, () -> answer.accept(reader.rooms()));
  }

  @Override
  public void roomsRead(Consumer<List<String>> answer) {
    answer.accept(reader.roomsRead());
  }

  @Override
  public void close(@Nullable Failure failed) {
    sendAck();
    if (failed != null && remembered && !failed.offsets().isEmpty()) {
      writer.append(new LogRecord.Failed(client, failed, false), lane, applied -> {});
    }
    closed = true;
    reader.close();
  }
}
