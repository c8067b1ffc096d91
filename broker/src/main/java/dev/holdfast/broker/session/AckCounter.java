package dev.holdfast.broker.session;

/**
 * Gives out the ack ids of one session, for events and for questions alike: they count up from 0,
 * since the official Java client reads them as an int. Owned by the session's lane.
 */
final class AckCounter {
  private long next;

  long next() {
    return next++;
  }
}
