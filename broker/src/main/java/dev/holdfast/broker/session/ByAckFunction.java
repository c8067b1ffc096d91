package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;

/**
 * Mode each: every event carries an ack id, and the stock client's handler calls its ack function
 * when it is done. Owned by the session's lane.
 */
final class ByAckFunction implements Acknowledgement {
  private final Session session;
  private final AckCounter counter;
  private final AckIds ids;

  ByAckFunction(Session session, AckCounter counter) {
    this.session = session;
    this.counter = counter;
    this.ids = new AckIds(counter, offset -> session.queue().holds(offset));
  }

  @Override
  public Bytes frame(Event event, WireForms forms) {
    return forms.withAckId(ids.next(event.offset()));
  }

  /** A handler that calls its ack function must find one, though nobody waits for it here. */
  @Override
  public Bytes shown(Event event, WireForms forms) {
    return forms.withAckId(counter.next());
  }

  @Override
  public void onAckPacket(long ackId) {
    Long offset = ids.take(ackId);
    if (offset != null) {
      session.queue().acknowledge(offset);
      session.queue().acknowledged();
    }
  }
}
