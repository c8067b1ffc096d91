package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Asks for events of a room, or of everyone in a namespace, by its name.
 *
 * @param clientId who asks: events that except it are passed over
 * @param from where to begin
 * @param to the last place to look at; null for all there is
 * @param maxEvents bound of the page
 * @param maxBytes bound of the page, which one event alone may exceed
 */
record RoomQuery(
    String clientId, StreamName room, Place from, @Nullable Place to, int maxEvents, long maxBytes)
    implements PageQuery {
  @Override
  public PageRequest.Page read(PageReader reader) {
    return reader.read(this);
  }
}
