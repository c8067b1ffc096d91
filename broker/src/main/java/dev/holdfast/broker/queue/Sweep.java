package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Finds what nobody needs any more: the events of each stream that all its members have
 * acknowledged, or that have expired, from its start on. It reads the store as it stands, in the
 * order of the keys, beside the shard writer: the clients one by one with their memberships and
 * their inboxes, then the streams they share. So it holds a number for each room that has members,
 * and neither clients nor events nor names. What it finds are records, and whoever applies one sees
 * whether it still holds. Of rooms in which receipts are wanted it says how far all members are;
 * and rooms that nobody uses any more it finds too.
 *
 * <p>What it reads first is older than what it reads last, and nothing it relies on goes back in
 * time: cursors only move on, and who joins begins after the join. The exception, a client whose
 * queue begins in the past, is what {@link Trims} looks for.
 *
 * <p>Used by one thread at a time.
 */
final class Sweep {
  /** So many streams at a time, those that give back the most: what is left is found again. */
  private static final int MAX_TRIMS = 100_000;

  private static final GapList NO_GAPS = new GapList();

  private final Store store;
  private final Policies policies;
  private final UnusedRooms unusedRooms;

  /** The last record that the sweep under way, or the last one, knew of. Its thread's. */
  private long sweptAt;

  /** Taken by each sweep; read by any thread. */
  private volatile QueueDepths depths = QueueDepths.UNKNOWN;

  /** Set by any thread, when the store is about to be closed. */
  private volatile boolean stopped;

  /** Over this store. */
  Sweep(Store store, Policies policies) {
    this.store = store;
    this.policies = policies;
    this.unusedRooms = new UnusedRooms(store);
  }

  /**
   * Looks at everything once.
   *
   * @param nowMs milliseconds since 1970, which decides what has expired
   * @return whose time is over, which queues are too long, what is not waited for any more, and
   *     what can be given up, the largest part first
   */
  List<LogRecord> run(long nowMs) {
    sweptAt = StoreState.of(store).applied();
    Pass pass = new Pass(nowMs);
    List<LogRecord> unused = pass.run();
    List<LogRecord> found = new ArrayList<>();
    if (!stopped) {
      List<String> namespaces = namespaces();
      found.addAll(new ClientExpiry(store, policies, nowMs).find(namespaces));
      found.addAll(new OverfullQueues(store, policies, sweptAt, nowMs).find(namespaces));
      found.addAll(pass.passed());
      found.addAll(pass.found());
      found.addAll(unused);
      depths = new DepthSample(store).take(pass.clients);
    }
    return found;
  }

  /** How full the queues were at the last sweep. Any thread. */
  QueueDepths depths() {
    return depths;
  }

  /** The last record that the last sweep knew of. Called by the thread that sweeps. */
  long sweptAt() {
    return sweptAt;
  }

  /** Those that have clients. */
  private List<String> namespaces() {
    List<String> namespaces = new ArrayList<>();
    try (Store.Scan clients = store.scan(Table.CLIENTS, new byte[0], new byte[] {-1})) {
      clients.seek(new byte[0]);
      while (clients.valid()) {
        String namespace = Keys.clientOf(clients.key()).namespace();
        namespaces.add(namespace);
        clients.seek(Keys.clientRange(namespace)[1]);
      }
    }
    return namespaces;
  }

  /** Has the sweep that is under way end soon; what it returns is of no use. Any thread. */
  void stop() {
    stopped = true;
  }

  /** One look at everything. */
  private final class Pass {
    private final long nowMs;
    private final LowMarks lows = new LowMarks();
    private long clients;

    /** The first stream that has events, from where the scan of them stands; -1 if not known. */
    private long nextStream = -1;

    /** The smallest first, so that it gives way. */
    private final PriorityQueue<LogRecord.Trim> trims =
        new PriorityQueue<>(Comparator.comparingLong(trim -> trim.range().count().bytes()));

    Pass(long nowMs) {
      this.nowMs = nowMs;
    }

    /** Returns the rooms that are not used any more. */
    List<LogRecord> run() {
      try (Store.Scan events = StreamCounts.scan(store)) {
        clients(events);
        return shared(events);
      }
    }

    /** Cursors, memberships and inboxes are all in the order of the clients' numbers. */
    void clients(Store.Scan events) {
      try (Store.Scan cursors = store.scan(Table.CURSORS, new byte[0], Keys.one(-1));
          Store.Scan members = store.scan(Table.MEMBERS, new byte[0], Keys.one(-1));
          Store.Scan gaps = store.scan(Table.GAPS, new byte[0], Keys.one(-1))) {
        members.seek(new byte[0]);
        gaps.seek(new byte[0]);
        for (cursors.seek(new byte[0]); cursors.valid() && !stopped; cursors.next()) {
          long client = Keys.number(cursors.key(), 0);
          clients++;
          ByteReader in = new ByteReader(cursors.value());
          long everyone = in.varint();
          GapList dropped = gapsOf(client, gaps);
          long upTo = Math.max(in.varint(), dropped.floor(QueueGap.Hole.QUEUE));
          long inboxUpTo = Math.max(upTo, dropped.floor(QueueGap.Hole.INBOX));
          if (everyone != 0) {
            lows.lower(everyone, upTo);
          }
          memberships(client, upTo, members);
          if (hasEvents(client, events)) {
            search(new SweptStream(client, null, inboxUpTo, upTo, RoomPolicy.NONE), events);
          }
        }
        memberships(Long.MAX_VALUE, Long.MAX_VALUE, members);
      }
    }

    /** What was dropped from a queue its client needs no more, though it has not been told yet. */
    private static GapList gapsOf(long client, Store.Scan gaps) {
      while (gaps.valid() && Keys.number(gaps.key(), 0) < client) {
        gaps.next();
      }
      boolean any = gaps.valid() && Keys.number(gaps.key(), 0) == client;
      return any ? GapList.decode(gaps.value()) : NO_GAPS;
    }

    private void memberships(long client, long upTo, Store.Scan members) {
      for (; members.valid() && Keys.number(members.key(), 0) <= client; members.next()) {
        byte[] key = members.key();
        byte[] row = members.value();
        lows.touch(Keys.number(key, 1));
        boolean needsMore = MemberRow.left(row) > upTo && !MemberRow.isBanished(row);
        if (needsMore && Keys.number(key, 0) == client) {
          lows.lower(Keys.number(key, 1), Math.max(upTo, Keys.number(key, 2)));
        }
      }
    }

    private List<LogRecord> shared(Store.Scan events) {
      try (SharedStreams streams = new SharedStreams(store);
          UnusedRooms.Look unused = unusedRooms.look(sweptAt, nowMs)) {
        Map<Long, StreamName> portion = streams.next();
        while (!portion.isEmpty() && !stopped) {
          nextStream = -1;
          portion.forEach((number, name) -> shared(number, name, events, unused));
          portion = streams.next();
        }
        return unused.found();
      }
    }

    private void shared(long number, StreamName name, Store.Scan events, UnusedRooms.Look unused) {
      if (hasEvents(number, events)) {
        long mark = mark(number);
        search(new SweptStream(number, name, mark, mark, policies.room(name)), events);
      } else if (lows.of(number) == null && name.kind() == StreamName.Kind.ROOM) {
        unused.at(number, name);
      }
    }

    /** All members are done with a stream up to here. Who joined later, it may not have seen. */
    private long mark(long stream) {
      Long low = lows.of(stream);
      return low == null ? sweptAt : Math.min(low, sweptAt);
    }

    /** Of streams that publishers wait for, if all members are done with any of that. */
    List<LogRecord> passed() {
      List<LogRecord> passed = new ArrayList<>();
      try (Store.Scan receipts =
          store.scan(Table.RECEIPTS, Keys.receiptOf(0, 0), Keys.receiptOf(-1, 0))) {
        receipts.seek(Keys.receiptOf(0, 0));
        while (receipts.valid() && !stopped) {
          long stream = Keys.numberBehind(receipts.key(), 0);
          long mark = mark(stream);
          // Clients' own acknowledgements decide about their inboxes.
          boolean shared = store.get(Table.CURSORS, Keys.one(stream)) == null;
          if (shared && Keys.numberBehind(receipts.key(), 1) <= mark) {
            passed.add(new LogRecord.Passed(stream, mark));
          }
          receipts.seek(Keys.receiptOf(stream + 1, 0));
        }
      }
      return passed;
    }

    /** Asked for greater and greater numbers: then the scan stands on the first row of such one. */
    private boolean hasEvents(long stream, Store.Scan events) {
      if (nextStream < stream) {
        events.seek(Keys.two(stream, 0));
        nextStream = events.valid() ? Keys.number(events.key(), 0) : Long.MAX_VALUE;
      }
      return nextStream == stream;
    }

    private void search(SweptStream stream, Store.Scan events) {
      if (stopped) {
        return;
      }
      // The search leaves the scan anywhere.
      nextStream = -1;
      LogRecord.Trim trim = new TrimSearch(stream, sweptAt, nowMs, events).find();
      if (trim != null) {
        trims.add(trim);
        if (trims.size() > MAX_TRIMS) {
          trims.remove();
        }
      }
    }

    List<LogRecord> found() {
      List<LogRecord.Trim> largestFirst = new ArrayList<>(trims);
      largestFirst.sort(trims.comparator().reversed());
      return List.copyOf(largestFirst);
    }
  }
}
