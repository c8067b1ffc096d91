package dev.holdfast.it.flights;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Emits events to rooms, in order, and sees to it that each is confirmed whatever breaks. */
interface FlightPublisher extends AutoCloseable {
  /** The event that carries a {@link Flight}. */
  String FLIGHT = "flight";

  /** The last event of every airport. */
  String CLOSING_CALL = "closing call";

  /**
   * Emits an event; waits while too many are unconfirmed.
   *
   * @return completes with the confirm
   */
  CompletionStage<?> publish(Collection<String> rooms, String event, Object argument);

  @Override
  void close();
}
