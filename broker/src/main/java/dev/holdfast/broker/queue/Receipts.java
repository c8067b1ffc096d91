package dev.holdfast.broker.queue;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells publishers that wanted to know when their events have been acknowledged: by the client, for
 * each inbox among the targets, and by all who were members then, for each room. When all targets
 * are decided, or the event has expired, a {@link LogRecord.Told} puts {@code $receipt} into the
 * publisher's inbox and ends it, in one batch. Owned by the shard writer.
 */
final class Receipts {
  /** More that are due together wait for the next turn, so that they do not hold up a commit. */
  private static final int MAX_DUE = 1_000;

  private final ReceiptTable table;
  private final ClientTable clients;
  private final StreamTable streams;
  private final int max;
  private final Lineage lineage;

  /** Rows are decided that may not have been told. */
  private boolean anyDecided;

  /** Not behind the time of any lane: what a lane takes for expired is not acknowledged here. */
  private long nowMs;

  /**
   * Over {@code store}.
   *
   * @param max how many events of one publisher may be outstanding
   */
  Receipts(Store store, ClientTable clients, StreamTable streams, int max) {
    this.table = new ReceiptTable(store);
    this.clients = clients;
    this.streams = streams;
    this.max = max;
    this.lineage = store.lineage();
    this.anyDecided = table.inUse();
  }

  /** True when the publisher of the emit waits for as many receipts as it may. */
  boolean full(LogRecord.Emit emit, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState publisher = clients.find(emit.client(), numbers, batch);
    return publisher != null && table.outstanding(publisher.number) >= max;
  }

  /** How many events of one publisher may be outstanding. */
  int max() {
    return max;
  }

  /**
   * An event has entered its streams whose publisher wants to know. One that is forgotten does not.
   *
   * @param confirmed where it was told that the event stands
   */
  void await(Event event, long confirmed, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState publisher = clients.find(event.publisher(), numbers, batch);
    if (publisher == null) {
      return;
    }
    Receipt receipt = Receipt.of(event, confirmed);
    for (StreamName target : event.targets()) {
      ClientState client = inboxOf(target, numbers, batch);
      Long stream = client == null ? streams.find(target) : Long.valueOf(client.number);
      if (stream == null || isLeftOut(target, event)) {
        continue;
      }
      if (event.isIn(stream)) {
        receipt.undecided.add(stream);
      } else if (client != null && !client.reads(event.streams())) {
        receipt.lost(1); // Its queue is full.
      }
    }
    anyDecided |= receipt.decided();
    table.add(publisher.number, receipt, batch);
  }

  private static boolean isLeftOut(StreamName target, Event event) {
    return target.kind() == StreamName.Kind.INBOX && event.excepts(target.name());
  }

  private @Nullable ClientState inboxOf(
      StreamName target, ClientTable.Numbers numbers, Store.Batch batch) {
    return target.kind() == StreamName.Kind.INBOX
        ? clients.find(new ClientKey(target.namespace(), target.name()), numbers, batch)
        : null;
  }

  /** True when a publisher waits for those who read a stream. */
  boolean isAwaitedIn(long stream) {
    return table.inUse() && !table.undecided(stream).isEmpty();
  }

  /** The number of a stream for which nobody waits is not used any more. */
  void retired(long stream) {
    table.retired(stream);
  }

  /** A client has acknowledged, and its cursor was moved. */
  void acknowledged(ClientState client, List<Long> also, Store.Batch batch) {
    if (!table.inUse()) {
      return;
    }
    NavigableMap<Long, Long> inbox = table.undecided(client.number);
    if (inbox.isEmpty()) {
      return;
    }
    decide(client.number, inbox.headMap(client.cursor.upTo(), true), 0, batch);
    for (long offset : also) {
      decide(client.number, inbox.subMap(offset, true, offset, true), 0, batch);
    }
  }

  /** All who were members of a stream have acknowledged, or lost, everything up to an offset. */
  void passed(long stream, long upTo, Store.Batch batch) {
    if (table.inUse()) {
      decide(stream, table.undecided(stream).headMap(upTo, true), 0, batch);
    }
  }

  /**
   * Events of a client's queue that it has not acknowledged were dropped.
   *
   * @param after the offset after which they stood
   * @param upTo the last offset that was dropped
   */
  void lost(ClientState client, long after, long upTo, Store.Batch batch) {
    lost(client, client.memberships, after, upTo, batch);
  }

  /** The same of some of the streams that its queue is made of. */
  void lost(
      ClientState client, List<Membership> streams, long after, long upTo, Store.Batch batch) {
    if (!table.inUse() || after >= upTo) {
      return;
    }
    NavigableMap<Long, Long> inbox = new TreeMap<>();
    NavigableMap<Long, Long> rooms = new TreeMap<>();
    for (Membership membership : streams) {
      if (membership.banished()) {
        continue; // Lost before.
      }
      boolean own = membership.stream() == client.number;
      long first = Math.max(after, membership.joined());
      long last = Math.min(upTo, membership.left() - 1);
      if (first < last) {
        Map<Long, Long> there =
            table.undecided(membership.stream()).subMap(first, false, last, true);
        (own ? inbox : rooms).putAll(there);
      }
    }
    lostInRooms(client, rooms, batch);
    decide(client.number, inbox, 1, batch);
  }

  /** Events became dead letters of a client, which has not acknowledged them. */
  void givenUp(ClientState client, List<Long> offsets, Store.Batch batch) {
    for (long offset : offsets) {
      lost(client, offset - 1, offset, batch);
    }
  }

  /** Full queues have lost what was not acknowledged. */
  void dropped(List<Applied.Dropped> dropped, ClientTable.Numbers numbers, Store.Batch batch) {
    if (!table.inUse()) {
      return;
    }
    for (Applied.Dropped each : dropped) {
      ClientState client = clients.find(each.client(), numbers, batch);
      Gap gap = each.gap().gap();
      if (client != null && each.gap().hole() == QueueGap.Hole.INBOX) {
        NavigableMap<Long, Long> inbox = table.undecided(client.number);
        decide(client.number, inbox.subMap(gap.from(), false, gap.to(), true), 1, batch);
      } else if (client != null && each.gap().hole() == QueueGap.Hole.QUEUE) {
        lost(client, gap.from(), gap.to(), batch);
      }
    }
  }

  private void lostInRooms(ClientState client, Map<Long, Long> offsets, Store.Batch batch) {
    for (Map.Entry<Long, Long> undecided : offsets.entrySet()) {
      long offset = undecided.getKey();
      Receipt receipt = table.find(undecided.getValue(), offset);
      // What is in its inbox too counts there.
      if (receipt != null
          && !client.cursor.also().contains(offset)
          && !receipt.undecided.contains(client.number)) {
        receipt.lost(1);
        table.update(undecided.getValue(), receipt, batch);
      }
    }
  }

  /** A client is about to be forgotten: it acknowledges nothing any more, and is told nothing. */
  void forgotten(ClientState client, Store.Batch batch) {
    if (!table.inUse()) {
      return;
    }
    if (client.lifetime == Lifetime.SESSION) {
      decide(client.number, table.undecided(client.number), 1, batch);
    } else {
      lost(client, client.cursor.upTo(), Long.MAX_VALUE, batch);
    }
    table.forget(client.number, client.key, batch);
  }

  private void decide(long stream, Map<Long, Long> offsets, long lost, Store.Batch batch) {
    for (Map.Entry<Long, Long> undecided : List.copyOf(offsets.entrySet())) {
      Receipt receipt = table.find(undecided.getValue(), undecided.getKey());
      if (receipt == null) {
        table.drop(stream, undecided.getKey(), batch);
        continue;
      }
      if (lost > 0 || receipt.expiredBy(nowMs)) {
        receipt.lost(lost);
      }
      table.decided(stream, receipt, batch);
      table.update(undecided.getValue(), receipt, batch);
      anyDecided |= receipt.decided();
    }
  }

  /**
   * Records that tell the publishers of what is decided by now, as it is committed; each is without
   * effect when it comes again. Between commits only.
   */
  List<LogRecord> due() {
    if (!anyDecided) {
      return List.of();
    }
    List<LogRecord> records = records(table.decided(MAX_DUE));
    anyDecided = !records.isEmpty();
    return records;
  }

  /**
   * Sets the time. What was not acknowledged before its deadline was not in time.
   *
   * @param wallMs milliseconds since 1970
   */
  void setTime(long wallMs) {
    nowMs = Math.max(nowMs, wallMs);
  }

  /**
   * The records of what has expired by now.
   *
   * @param wallMs milliseconds since 1970
   */
  List<LogRecord> overdue(long wallMs) {
    setTime(wallMs);
    return table.inUse() ? records(table.due(nowMs, MAX_DUE)) : List.of();
  }

  private List<LogRecord> records(List<ReceiptTable.Named> rows) {
    List<LogRecord> records = new ArrayList<>();
    for (ReceiptTable.Named row : rows) {
      Receipt receipt = table.find(row.publisher(), row.offset());
      if (receipt != null) {
        long timeMs = Math.max(nowMs, receipt.timeMs);
        records.add(new LogRecord.Told(receipt.publisher, row.offset(), timeMs));
      }
    }
    return records;
  }

  /**
   * Ends a row that is decided, or has expired by now.
   *
   * @return what its publisher is told; null when there is nothing, or not yet
   */
  LogRecord.@Nullable Emit tell(
      LogRecord.Told told, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState publisher = clients.find(told.client(), numbers, batch);
    Receipt receipt = publisher == null ? null : table.find(publisher.number, told.event());
    if (publisher == null || receipt == null) {
      return null;
    }
    if (!receipt.decided() && !receipt.expiredBy(told.timeMs())) {
      return null;
    }
    if (!receipt.decided()) {
      receipt.lost(0);
      for (long stream : List.copyOf(receipt.undecided)) {
        table.decided(stream, receipt, batch);
      }
    }
    table.remove(publisher.number, receipt, batch);
    StreamName inbox = StreamName.inbox(told.client().namespace(), told.client().clientId());
    return new LogRecord.Emit(
        told.client(),
        told.timeMs(),
        Audience.of(inbox),
        EmitMarks.NONE,
        Content.of(body(receipt)));
  }

  /** {@code "$receipt",{"p":P,"id":…,"outcome":"acknowledged"}}. */
  private Bytes body(Receipt receipt) {
    StringBuilder out = new StringBuilder("\"$receipt\",{\"p\":\"");
    out.append(lineage.position(receipt.confirmed)).append('"');
    if (receipt.id != null) {
      out.append(",\"id\":\"");
      JsonStringEncoder.getInstance().quoteAsString(receipt.id, out);
      out.append('"');
    }
    out.append(",\"outcome\":\"").append(receipt.incomplete ? "incomplete" : "acknowledged");
    out.append('"');
    if (receipt.missing > 0) {
      out.append(",\"missing\":").append(receipt.missing);
    }
    return Bytes.utf8(out.append('}').toString());
  }

  /** The commit stands. */
  void committed() {
    table.committed();
  }
}
