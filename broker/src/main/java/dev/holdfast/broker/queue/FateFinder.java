package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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

  /** Whether an event is a client's. */
  private enum Claim {
    /** It was not emitted to the client, or left it out. */
    NONE,
    /** The client has lost it with all the rooms by which it was its own. */
    LOST,
    STANDS
  }

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
    Cursor cursor = Cursor.decode(stored);
    return switch (claim(client, memberships)) {
      case NONE -> Fate.of(client, Fate.State.NOT_FOR_IT);
      case LOST -> lost(client, row.number(), cursor);
      case STANDS -> inQueue(client, row.number(), cursor);
    };
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

  private Claim claim(ClientKey client, List<Membership> memberships) {
    if (event.excepts(client.clientId())) {
      return Claim.NONE;
    }
    Claim claim = Claim.NONE;
    for (Membership membership : memberships) {
      if (membership.covers(event.offset())) {
        if (isLeftOut(membership.stream())) {
          return Claim.NONE;
        }
        if (streams.contains(membership.stream()) && claim != Claim.STANDS) {
          claim = membership.banished() ? Claim.LOST : Claim.STANDS;
        }
      }
    }
    return claim;
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

  /** When is not known where the gap that tells of it has become one with others. */
  private Fate lost(ClientKey client, long number, Cursor cursor) {
    if (cursor.covers(event.offset())) {
      return Fate.of(client, Fate.State.ACKNOWLEDGED);
    }
    GapReason reason = GapReason.NOT_PERMITTED;
    long atMs =
        gapsOver(number)
            .filter(each -> each.gap().reason() == reason)
            .mapToLong(each -> each.gap().timeMs())
            .findFirst()
            .orElse(0);
    return new Fate(client, Fate.State.GAP, 0, reason.word(), atMs);
  }

  private @Nullable Gap gapOver(long client) {
    return gapsOver(client)
        .filter(each -> drops(each.hole(), client))
        .map(QueueGap::gap)
        .findFirst()
        .orElse(null);
  }

  private Stream<QueueGap> gapsOver(long client) {
    return new GapTable(store)
        .read(client).all().stream()
            .filter(each -> event.offset() > each.gap().from() && event.offset() <= each.to());
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
