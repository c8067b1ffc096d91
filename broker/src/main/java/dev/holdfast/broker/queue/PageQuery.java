package dev.holdfast.broker.queue;

/** Asks for a page of events from the store. */
sealed interface PageQuery permits PageRequest, RoomQuery {
  /** Reads it. Any thread. */
  PageRequest.Page read(PageReader reader);
}
