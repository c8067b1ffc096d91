package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;

/**
 * How long a message or the body of a POST may be.
 *
 * @param bytes the most that is taken
 * @param limit what a longer one ran into
 */
record MessageBound(int bytes, Limit limit) {
  /** Of sessions whose client is known, and of all where nobody asks who a client is. */
  static MessageBound ofKnown(EngineSettings settings) {
    return new MessageBound(settings.maxPayloadBytes(), Limit.PAYLOAD);
  }

  /** Of sessions whose client is not known yet. */
  static MessageBound ofUnknown(EngineSettings settings) {
    int most = settings.limits().maxUnknownBytes();
    return most < settings.maxPayloadBytes()
        ? new MessageBound(most, Limit.CONNECT)
        : ofKnown(settings);
  }
}
