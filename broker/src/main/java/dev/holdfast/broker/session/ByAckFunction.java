package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Mode each: every event carries an ack id, and the stock client's handler calls its ack function
 * when it is done. The ids count up from 0 in each session. Owned by the session's lane.
 */
final class ByAckFunction implements Acknowledgement {
  private final Session session;

  /** Offsets of the events whose ack function was not called yet; bounded by the window. */
  private final Map<Long, Long> offsets = new HashMap<>();

  private long nextId;

  ByAckFunction(Session session) {
    this.session = session;
  }

  @Override
  public Bytes frame(Event event, WireForms forms) {
    long id = nextId++;
    offsets.put(id, event.offset());
    return forms.withAckId(id);
  }

  @Override
  public void onAckPacket(long ackId) {
    Long offset = offsets.remove(ackId);
    if (offset != null) {
      session.reader().acknowledge(offset);
      session.acknowledged();
    }
  }
}
