package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.protocol.Bytes;

/** Mode batch: {@code $ack} names positions, which each event carries in its headers. */
final class ByVerb implements Acknowledgement {
  private final Lineage lineage;

  ByVerb(Lineage lineage) {
    this.lineage = lineage;
  }

  @Override
  public Bytes frame(Event event, WireForms forms) {
    return forms.withHeaders(lineage);
  }

  @Override
  public Bytes frameOfAttempt(Event event, WireForms forms, int attempt) {
    return forms.withHeadersOfAttempt(lineage, attempt);
  }

  @Override
  public Bytes shown(Event event, WireForms forms) {
    return event.isVolatile() ? forms.withHeaders(lineage) : forms.withHeadersOfHistory(lineage);
  }

  @Override
  public Bytes question(WireForms forms, long ackId) {
    return forms.withHeaders(lineage, ackId);
  }
}
