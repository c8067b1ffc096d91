package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Origin;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import org.jspecify.annotations.Nullable;

/**
 * The packets one event is delivered in, each made once however many sessions get it, and kept with
 * it: {@link Event#MAX_WIRE_FORMS} of them. Shared by lanes without a lock: two that race make
 * equal bytes, and either may stay.
 */
final class WireForms {
  private final Event event;
  private @Nullable Bytes plain;
  private @Nullable Bytes withPosition;
  private @Nullable Bytes withHeaders;

  private WireForms(Event event) {
    this.event = event;
  }

  /** The forms of this event, kept with it. */
  static WireForms of(Event event) {
    return event.wireForm(WireForms::new);
  }

  /** Mode auto: the event as it was emitted. */
  Bytes plain() {
    Bytes form = plain;
    if (form == null) {
      form = packet(SocketPacket.NO_ACK_ID, Bytes.EMPTY);
      plain = form;
    }
    return form;
  }

  /** Mode each, or a question: with an ack id, which is the session's own; not kept. */
  Bytes withAckId(long ackId) {
    return packet(ackId, Bytes.EMPTY);
  }

  /** Mode offset: with the position as one more argument. */
  Bytes withPosition(Lineage lineage) {
    Bytes form = withPosition;
    if (form == null) {
      form = withPosition(lineage, event.offset());
      withPosition = form;
    }
    return form;
  }

  /** Mode offset: with another event's position; not kept. */
  Bytes withPosition(Lineage lineage, long offset) {
    return packet(SocketPacket.NO_ACK_ID, Bytes.utf8('"' + lineage.position(offset) + '"'));
  }

  /** Mode batch: with the headers as one more argument. */
  Bytes withHeaders(Lineage lineage) {
    Bytes form = withHeaders;
    if (form == null) {
      form = withHeaders(lineage, SocketPacket.NO_ACK_ID);
      withHeaders = form;
    }
    return form;
  }

  /** Mode batch, a question: also with an ack id, which is the session's own; not kept. */
  Bytes withHeaders(Lineage lineage, long ackId) {
    return packet(ackId, headers(lineage));
  }

  /** Mode batch, an event of a room's history: the headers say that it is one; not kept. */
  Bytes withHeadersOfHistory(Lineage lineage) {
    return packet(SocketPacket.NO_ACK_ID, Bytes.utf8(headersOpen(lineage) + ",\"history\":true}"));
  }

  /** Mode batch, an event that was not handled before: which attempt this is; not kept. */
  Bytes withHeadersOfAttempt(Lineage lineage, int attempt) {
    return packet(
        SocketPacket.NO_ACK_ID, Bytes.utf8(headersOpen(lineage) + ",\"attempt\":" + attempt + "}"));
  }

  private Bytes packet(long ackId, Bytes trailing) {
    return SocketPacketWriter.binaryEvent(
        event.publisher().namespace(), event.attachments().size(), ackId, event.body(), trailing);
  }

  /**
   * {@code {"p":position,"t":ms,"from":publisher,"rooms":[…],"id":…,"sid":…,"reply":true,
   * "traceparent":…,"tracestate":…}}; all but the first two only if there are. No position of a
   * volatile event: it has none that lasts.
   */
  private Bytes headers(Lineage lineage) {
    return Bytes.utf8(headersOpen(lineage).append('}').toString());
  }

  private StringBuilder headersOpen(Lineage lineage) {
    StringBuilder out = new StringBuilder(96);
    out.append('{');
    if (!event.isVolatile()) {
      out.append("\"p\":\"")
          .append(lineage.prefix(event.offset()))
          .append(event.offset())
          .append("\",");
    }
    out.append("\"t\":").append(event.timeMs());
    if (!event.publisher().isAnonymous()) {
      Json.quote(out.append(",\"from\":"), event.publisher().clientId());
    }
    char before = '[';
    for (StreamName target : event.targets()) {
      if (target.kind() == StreamName.Kind.ROOM) {
        out.append(before == '[' ? ",\"rooms\":[" : ",");
        Json.quote(out, target.name());
        before = ',';
      }
    }
    if (before == ',') {
      out.append(']');
    }
    String id = event.id();
    if (id != null) {
      Json.quote(out.append(",\"id\":"), id);
    }
    Origin origin = event.origin();
    if (origin != null) {
      Json.quote(out.append(",\"sid\":"), origin.sid());
      out.append(origin.awaitsReply() ? ",\"reply\":true" : "");
    }
    return Json.trace(out, event);
  }
}
