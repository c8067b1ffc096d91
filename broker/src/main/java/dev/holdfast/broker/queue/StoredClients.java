package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients as they are committed, and what waits for each. A client's rows may be of different
 * commits, as it goes on meanwhile. Used on the {@link Inspector}'s thread.
 */
public final class StoredClients {
  private final Store store;
  private final PageReader pages;

  StoredClients(Store store) {
    this.store = store;
    this.pages = new PageReader(store, 0);
  }

  /**
   * Lists clients of a namespace by name.
   *
   * @param after a client id; empty for from the first
   */
  public Listing<StoredClient> list(String namespace, String after, int limit) {
    byte[][] range = Keys.clientRange(namespace);
    List<StoredClient> found = new ArrayList<>();
    String last = after;
    try (Store.Scan clients = store.scan(Table.CLIENTS, range[0], range[1]);
        Store.Scan events = StreamCounts.scan(store)) {
      clients.seek(Keys.client(new ClientKey(namespace, after)));
      for (; clients.valid(); clients.next()) {
        ClientKey key = Keys.clientOf(clients.key());
        if (key.clientId().equals(after)) {
          continue;
        }
        if (found.size() == limit) {
          return new Listing<>(found, last);
        }
        found.add(describe(key, ClientRow.decode(clients.value()), events));
        last = key.clientId();
      }
    }
    return new Listing<>(found, null);
  }

  /** One client, or null. */
  public @Nullable StoredClient find(ClientKey key) {
    ClientRow row = row(key);
    if (row == null) {
      return null;
    }
    try (Store.Scan events = StreamCounts.scan(store)) {
      return describe(key, row, events);
    }
  }

  private @Nullable ClientRow row(ClientKey key) {
    byte[] row = store.get(Table.CLIENTS, Keys.client(key));
    return row == null ? null : ClientRow.decode(row);
  }

  private StoredClient describe(ClientKey key, ClientRow row, Store.Scan events) {
    if (row.lifetime() == Lifetime.EXPIRED) {
      return new StoredClient(
          key, row.lifetime(), row.awaySinceMs(), row.from(), 0, StreamCount.NONE, List.of());
    }
    Queue queue = new Queue(key, row);
    return new StoredClient(
        key,
        row.lifetime(),
        row.awaySinceMs(),
        queue.cursor.upTo(),
        queue.cursor.also().size(),
        queue.count(events).after(queue.begin()),
        queue.gaps.all().stream().map(QueueGap::gap).toList());
  }

  /** The rooms a client is a member of now, sorted; null when it is not known. */
  public @Nullable List<String> rooms(ClientKey key) {
    ClientRow row = row(key);
    return row == null
        ? null
        : StoredMemberships.rooms(store, key.namespace(), row.number()).stream()
            .filter(Membership::open)
            .map(membership -> membership.name().name())
            .sorted()
            .toList();
  }

  /**
   * Shows what waits in a queue, and changes nothing: not what has been delivered, nor what is
   * acknowledged.
   *
   * @param after the offset to go on after, or 0
   * @param maxBytes roughly the most they take together, which one alone may exceed
   * @return null when the client is not known
   */
  public @Nullable Peek peek(ClientKey key, long after, int limit, long maxBytes) {
    ClientRow row = row(key);
    if (row == null || row.lifetime() == Lifetime.EXPIRED) {
      return null;
    }
    Queue queue = new Queue(key, row);
    long end = StoreState.of(store).applied();
    PageRequest.Page page =
        pages.read(
            new PageRequest(
                key.clientId(),
                queue.streams(),
                Math.max(after, queue.begin()),
                end,
                limit,
                maxBytes));
    List<Event> waiting = page.events().stream().filter(queue::holds).toList();
    return new Peek(waiting, page.scannedTo() < end ? page.scannedTo() : 0);
  }

  /**
   * Part of a queue.
   *
   * @param events in order; one that stands for a gap among them
   * @param next the offset to go on after; 0 when there is no more
   */
  public record Peek(List<Event> events, long next) {}

  /**
   * The record that purges a queue: what is in it is dropped, for which its client is told a gap.
   *
   * @param upTo the last offset that is dropped; what comes later stays in any case
   * @param nowMs milliseconds since 1970
   * @return null when the client is not known, or nothing waits for it up to there
   * @throws IllegalArgumentException for a client of which it is not stored what it acknowledged
   */
  public LogRecord.@Nullable Drop purge(ClientKey key, long upTo, long nowMs) {
    ClientRow row = row(key);
    if (row == null || row.lifetime() == Lifetime.EXPIRED) {
      return null;
    }
    if (!row.lifetime().hasLimits()) {
      throw new IllegalArgumentException("its queue ends with its session");
    }
    long last = Math.min(upTo, StoreState.of(store).applied());
    try (Store.Scan events = StreamCounts.scan(store)) {
      Queue queue = new Queue(key, row);
      QueueCount count = queue.count(events);
      long begin = queue.begin();
      long purged = count.after(begin).events() - count.after(last).events();
      return last <= begin || purged <= 0
          ? null
          : new LogRecord.Drop(key, count.gapBefore(begin), last, purged, GapReason.PURGED, nowMs);
    }
  }

  /** What is read of one client to know its queue. */
  private final class Queue {
    private final ClientKey key;
    private final ClientRow row;
    private final Cursor cursor;
    private final GapList gaps;
    private final long everyone;

    Queue(ClientKey key, ClientRow row) {
      this.key = key;
      this.row = row;
      byte[] stored = store.get(Table.CURSORS, Keys.one(row.number()));
      this.cursor = stored == null ? new Cursor(row.from()) : Cursor.decode(stored);
      this.everyone = stored == null ? 0 : new ByteReader(stored).varint();
      this.gaps = new GapTable(store).read(row.number());
    }

    /** The inbox last: an event that stands in a room as well is read as the room's. */
    List<Membership> streams() {
      List<Membership> streams =
          new ArrayList<>(StoredMemberships.rooms(store, key.namespace(), row.number()));
      if (everyone != 0) {
        StreamName all = StreamName.everyone(key.namespace());
        streams.add(new Membership(everyone, all, row.from(), Membership.OPEN));
      }
      StreamName inbox = StreamName.inbox(key.namespace(), key.clientId());
      streams.add(new Membership(row.number(), inbox, row.from(), Membership.OPEN));
      return streams;
    }

    QueueCount count(Store.Scan events) {
      QueueCount count = new QueueCount(events, begin());
      streams().stream()
          .filter(m -> !m.banished())
          .forEach(m -> count.add(m.stream(), begin(m), m.left()));
      return count;
    }

    private long begin(Membership m) {
      boolean inbox = m.stream() == row.number();
      return inbox ? Math.max(m.joined(), gaps.floor(QueueGap.Hole.INBOX)) : m.joined();
    }

    /** Nothing up to here is delivered any more. */
    long begin() {
      return Math.max(cursor.upTo(), gaps.floor(QueueGap.Hole.QUEUE));
    }

    /** False for what is acknowledged, or was dropped from the inbox. */
    boolean holds(Event event) {
      boolean ofInboxAlone = event.isIn(row.number()) && event.gap() == null;
      boolean dropped = ofInboxAlone && event.offset() <= gaps.floor(QueueGap.Hole.INBOX);
      return !cursor.covers(event.offset()) && !dropped;
    }
  }
}
