package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Question;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import java.util.List;

/**
 * What one session is sent: the events and gaps of its queue, answers, and what the broker has to
 * say. Owned by the session's lane.
 */
final class Frames implements QueueReader.Sink {
  private final Session session;
  private final Acknowledgement acknowledgement;
  private final Waiting waiting;
  private final SessionWatch watch;

  Frames(Session session, Acknowledgement acknowledgement, Waiting waiting, AckMode mode) {
    this.session = session;
    this.watch = new SessionWatch(session, mode);
    this.acknowledgement = acknowledgement;
    this.waiting = waiting;
  }

  /** Tells those who watch. */
  SessionWatch watch() {
    return watch;
  }

  @Override
  public boolean ready() {
    return session.ready();
  }

  @Override
  public boolean takesGaps() {
    return session.request().extended();
  }

  @Override
  public void deliver(Event event, boolean again) {
    deliver(event, session.queue().failedBefore(event.offset()), again);
  }

  @Override
  public void missed(Question question) {
    waiting.missed(question);
  }

  @Override
  public void paused() {
    session.caughtUp();
  }

  /**
   * Sends an event of the queue, or what stands for one that was dropped.
   *
   * @param failed how many attempts to have it handled have failed before
   * @param again true when this session was sent it before
   */
  void deliver(Event delivered, int failed, boolean again) {
    watch.delivered(delivered, failed > 0 || again);
    Event event = GapJson.said(delivered, session.lineage());
    send(waiting.frame(event, acknowledgement, failed), event.attachments());
    if (!event.isVolatile()) {
      acknowledgement.delivered(event);
      if (delivered.gap() == null) {
        session.redeliveries().delivered(event.offset());
      }
    }
  }

  /** Sends an event of a room's history. */
  void show(Event event) {
    send(acknowledgement.shown(event, WireForms.of(event)), event.attachments());
  }

  /** Answers a packet that carried an ack id; nothing is sent for one without, or after the end. */
  void answer(long ackId, Bytes body) {
    answer(ackId, body, List.of());
  }

  /** The same with binary arguments, for which the body has placeholders. */
  void answer(long ackId, Bytes body, List<Bytes> attachments) {
    if (ackId != SocketPacket.NO_ACK_ID && session.isActive()) {
      String namespace = session.client().namespace();
      send(SocketPacketWriter.binaryAck(namespace, attachments.size(), ackId, body), attachments);
    }
  }

  /** Answers the CONNECT. */
  void welcome(Bytes payload) {
    send(SocketPacketWriter.connect(session.client().namespace(), payload));
  }

  /** Sends an event of the broker's own. */
  void say(Bytes event) {
    ask(SocketPacket.NO_ACK_ID, event);
  }

  /** The same, for the client's ack function to answer. */
  void ask(long ackId, Bytes event) {
    send(SocketPacketWriter.event(session.client().namespace(), ackId, event));
  }

  private void send(Bytes packet) {
    session.connection().sendText(packet);
    session.flushLater();
  }

  private void send(Bytes packet, List<Bytes> attachments) {
    send(packet);
    attachments.forEach(session.connection()::sendBinary);
  }
}
