package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.protocol.Bytes;

/** Mode batch: {@code $ack} names positions, which each event carries in its headers. */
final class ByVerb implements Acknowledgement {
  private final String positionPrefix;

  ByVerb(String positionPrefix) {
    this.positionPrefix = positionPrefix;
  }

  @Override
  public Bytes frame(Event event, WireForms forms) {
    return forms.withHeaders(positionPrefix);
  }

  @Override
  public Bytes frameOfAttempt(Event event, WireForms forms, int attempt) {
    return forms.withHeadersOfAttempt(positionPrefix, attempt);
  }

  @Override
  public Bytes shown(Event event, WireForms forms) {
    return event.isVolatile()
        ? forms.withHeaders(positionPrefix)
        : forms.withHeadersOfHistory(positionPrefix);
  }

  @Override
  public Bytes question(WireForms forms, long ackId) {
    return forms.withHeaders(positionPrefix, ackId);
  }
}
