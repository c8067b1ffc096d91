package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what became of one event for a client, from what is stored of both. Used by one thread; it
 * may see a client a commit later than the event.
 */
final class FateFinder {
  private final Store store;
  private final Event event;
  private final Set<Long> streams;
  private final long nowMs;

  /**
   * For one event.
   *
   * @param streams the numbers of all streams it was emitted to
   * @param nowMs milliseconds since 1970
   */
  FateFinder(Store store, Event event, Set<Long> streams, long nowMs) {
    this.store = store;
    this.event = event;
    this.streams = Set.copyOf(streams);
    this.nowMs = nowMs;
  }

  /** For the client of this row of CLIENTS. */
  Fate of(ClientKey client, byte[] clientRow) {
    ClientRow row = ClientRow.decode(clientRow);
    if (row.lifetime() == Lifetime.EXPIRED) {
      ExpiredClient expired = ExpiredClient.decode(clientRow);
      return new Fate(client, Fate.State.CLIENT_EXPIRED, 0, "", expired.atMs());
    }
    byte[] dead = store.get(Table.DEAD_LETTERS, Keys.two(row.number(), event.offset()));
    if (dead != null) {
      DeadLetter letter = DeadLetter.decode(client.namespace(), event.offset(), dead);
      return new Fate(
          client, Fate.State.DEAD_LETTER, letter.attempts(), letter.reason(), letter.timeMs());
    }
    byte[] stored = store.get(Table.CURSORS, Keys.one(row.number()));
    if (stored == null) {
      return Fate.of(client, Fate.State.NOT_FOR_IT);
    }
    List<Membership> memberships = memberships(client, row, new ByteReader(stored).varint());
    return isFor(client, memberships)
        ? inQueue(client, row.number(), Cursor.decode(stored))
        : Fate.of(client, Fate.State.NOT_FOR_IT);
  }

  /** Those that end with the acknowledgement of all they held are not stored any more. */
  private List<Membership> memberships(ClientKey client, ClientRow row, long everyone) {
    List<Membership> found = new ArrayList<>();
    String namespace = client.namespace();
    StreamName inbox = StreamName.inbox(namespace, client.clientId());
    found.add(new Membership(row.number(), inbox, row.from(), Membership.OPEN));
    if (everyone != 0) {
      StreamName all = StreamName.everyone(namespace);
      found.add(new Membership(everyone, all, row.from(), Membership.OPEN));
    }
    found.addAll(StoredMemberships.rooms(store, namespace, row.number()));
    return found;
  }

  private boolean isFor(ClientKey client, List<Membership> memberships) {
    if (event.excepts(client.clientId())) {
      return false;
    }
    boolean reads = false;
    for (Membership membership : memberships) {
      if (membership.covers(event.offset())) {
        if (isLeftOut(membership.stream())) {
          return false;
        }
        reads |= !membership.banished() && streams.contains(membership.stream());
      }
    }
    return reads;
  }

  private boolean isLeftOut(long stream) {
    for (long except : event.exceptStreams()) {
      if (except == stream) {
        return true;
      }
    }
    return false;
  }

  private Fate inQueue(ClientKey client, long number, Cursor cursor) {
    if (cursor.covers(event.offset())) {
      return Fate.of(client, Fate.State.ACKNOWLEDGED);
    }
    Gap gap = gapOver(number);
    if (gap != null) {
      return new Fate(client, Fate.State.GAP, 0, gap.reason().word(), gap.timeMs());
    }
    if (event.expiredBy(nowMs)) {
      long atMs = event.timeMs() + event.handling().ttlMs();
      return new Fate(client, Fate.State.EXPIRED, 0, "", atMs);
    }
    byte[] attempts = store.get(Table.ATTEMPTS, Keys.two(number, event.offset()));
    int failed = attempts == null ? 0 : AttemptTable.decode(attempts).failed();
    return new Fate(client, Fate.State.WAITING, failed, "", 0);
  }

  private @Nullable Gap gapOver(long client) {
    for (QueueGap each : new GapTable(store).read(client).all()) {
      Gap gap = each.gap();
      boolean covers = event.offset() > gap.from() && event.offset() <= gap.to();
      if (covers && drops(each.hole(), client)) {
        return gap;
      }
    }
    return null;
  }

  private boolean drops(QueueGap.Hole hole, long client) {
    boolean onlyInbox = streams.contains(client) && streams.size() == 1;
    return switch (hole) {
      case QUEUE -> true;
      case INBOX -> onlyInbox;
      // It stands for what did not enter the inbox at all.
      case NOTHING -> onlyInbox && !isInInbox(client);
    };
  }

  private boolean isInInbox(long client) {
    try (EventFinder finder = new EventFinder(store, words -> {})) {
      return finder.isStored(client, event.offset());
    }
  }
}
