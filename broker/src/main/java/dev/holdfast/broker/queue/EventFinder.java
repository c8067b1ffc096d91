package dev.holdfast.broker.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds an event by its offset. Events are stored by stream, so this asks one stream after the
 * other, with two seeks for each that holds any: some hundred thousand streams in a second. Sees
 * the store as it stood when it was made. Used by one thread.
 */
final class EventFinder implements AutoCloseable {
  private static final int STREAMS_BETWEEN_WORDS = 200_000;

  private final Store store;
  private final Store.Scan events;
  private final Consumer<String> progress;

  /** Tells {@code progress} now and then how far it is. */
  EventFinder(Store store, Consumer<String> progress) {
    this.store = store;
    this.events = StreamCounts.scan(store);
    this.progress = progress;
  }

  /**
   * The event, as it is read from the first stream it stands in.
   *
   * @return null when it stands in none
   * @throws InterruptedException when the thread is told to stop
   */
  @Nullable Event find(long offset) throws InterruptedException {
    int streams = 0;
    events.seek(new byte[0]);
    while (events.valid()) {
      long stream = Keys.number(events.key(), 0);
      long last = Keys.number(events.key(), 1);
      if (last < offset) {
        events.seek(Keys.two(stream, offset));
      } else if (holds(last, offset)) {
        return read(stream, last, offset);
      } else {
        events.seek(Keys.one(stream + 1));
        said(++streams);
      }
    }
    return null;
  }

  private void said(int streams) throws InterruptedException {
    if (streams % STREAMS_BETWEEN_WORDS == 0) {
      progress.accept(streams + " streams were looked into");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** True when the row that the scan stands on holds the event itself: rows may lie around it. */
  private boolean holds(long last, long offset) {
    byte[] row = events.value();
    RowHeader header = RowHeader.read(last, new ByteReader(row));
    return !header.gap()
        && header.first() <= offset
        && RowReader.placed(last, row).stream().anyMatch(placed -> placed.offset() == offset);
  }

  private Event read(long stream, long last, long offset) {
    StreamName name = nameOf(stream);
    Event event = new RowReader(stream, name, last, events.value()).next(offset - 1);
    if (event == null) {
      throw new Store.StoreException("the event at " + offset + " is missing", null);
    }
    return event;
  }

  /** Names lead to numbers and not back: all are looked through, rooms first. */
  private StreamName nameOf(long stream) {
    try (Store.Scan names = store.scan(Table.STREAMS, new byte[0], new byte[] {-1})) {
      for (names.seek(new byte[0]); names.valid(); names.next()) {
        if (Keys.number(names.value(), 0) == stream) {
          return Keys.streamName(names.key());
        }
      }
    }
    ClientKey client = clientOf(stream);
    if (client == null) {
      throw new Store.StoreException("nobody owns the stream " + stream, null);
    }
    return StreamName.inbox(client.namespace(), client.clientId());
  }

  /** The client with this number; null when there is none, or not any more. */
  @Nullable ClientKey clientOf(long number) {
    try (Store.Scan clients = store.scan(Table.CLIENTS, new byte[0], new byte[] {-1})) {
      for (clients.seek(new byte[0]); clients.valid(); clients.next()) {
        ClientRow row = ClientRow.decode(clients.value());
        if (row.number() == number && row.lifetime() != Lifetime.EXPIRED) {
          return Keys.clientOf(clients.key());
        }
      }
    }
    return null;
  }

  /** The number of a target's stream; 0 when it has none, or not any more. */
  long numberOf(StreamName target) {
    if (target.kind() == StreamName.Kind.INBOX) {
      ClientKey key = new ClientKey(target.namespace(), target.name());
      byte[] row = store.get(Table.CLIENTS, Keys.client(key));
      return row == null ? 0 : ClientRow.decode(row).number();
    }
    byte[] number = store.get(Table.STREAMS, Keys.stream(target));
    return number == null ? 0 : Keys.number(number, 0);
  }

  /** True while the event is stored in this stream. */
  boolean isStored(long stream, long offset) {
    events.seek(Keys.two(stream, offset), Keys.one(stream + 1));
    return events.valid()
        && Keys.number(events.key(), 0) == stream
        && holds(Keys.number(events.key(), 1), offset);
  }

  @Override
  public void close() {
    events.close();
  }
}
