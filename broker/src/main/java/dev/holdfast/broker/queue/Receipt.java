package dev.holdfast.broker.queue;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One event whose publisher is to be told that it was acknowledged: what is known of that so far.
 * Owned by the shard writer.
 *
 * <pre>
 *   text namespace | text publisher | varint offset it was confirmed with | text id, empty: none
 *   varint time, ms | varint deadline, ms, 0: none | octet 1 when some of it was dropped
 *   varint for how many, as far as known | varint n, n times: varint stream that is undecided
 * </pre>
 */
final class Receipt {
  final long offset;
  final ClientKey publisher;

  /** Where the publisher was told the event stands: of one that waited, where the emit stands. */
  final long confirmed;

  final @Nullable String id;
  final long timeMs;

  /** What is not acknowledged at this time, in ms since 1970, has expired; 0 for never. */
  final long deadlineMs;

  boolean incomplete;
  long missing;

  /** Streams of the event that are not acknowledged by all who were to get it from there. */
  final Set<Long> undecided = new TreeSet<>();

  private Receipt(long offset, ClientKey publisher, long confirmed, @Nullable String id, Times at) {
    this.offset = offset;
    this.publisher = publisher;
    this.confirmed = confirmed;
    this.id = id;
    this.timeMs = at.timeMs();
    this.deadlineMs = at.deadlineMs();
  }

  private record Times(long timeMs, long deadlineMs) {}

  /**
   * Of an event that nobody has acknowledged yet.
   *
   * @param confirmed where its publisher was told that it stands
   */
  static Receipt of(Event event, long confirmed) {
    long ttlMs = event.handling().ttlMs();
    Times at = new Times(event.timeMs(), ttlMs == 0 ? 0 : event.timeMs() + ttlMs);
    return new Receipt(event.offset(), event.publisher(), confirmed, event.id(), at);
  }

  static Receipt decode(long offset, byte[] value) {
    ByteReader in = new ByteReader(value);
    ClientKey publisher = new ClientKey(in.text(), in.text());
    long confirmed = in.varint();
    String id = in.text();
    Times at = new Times(in.varint(), in.varint());
    Receipt receipt = new Receipt(offset, publisher, confirmed, id.isEmpty() ? null : id, at);
    receipt.incomplete = in.octet() == 1;
    receipt.missing = in.varint();
    for (long n = in.varint(); n > 0; n--) {
      receipt.undecided.add(in.varint());
    }
    return receipt;
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter(80);
    out.text(publisher.namespace()).text(publisher.clientId()).varint(confirmed);
    out.text(id == null ? "" : id).varint(timeMs).varint(deadlineMs);
    out.octet(incomplete ? 1 : 0).varint(missing).varint(undecided.size());
    undecided.forEach(out::varint);
    return out.toArray();
  }

  /** Nothing more can become of it: the publisher is told. */
  boolean decided() {
    return undecided.isEmpty();
  }

  /** What is not acknowledged by this time never counts as acknowledged. */
  boolean expiredBy(long nowMs) {
    return deadlineMs > 0 && deadlineMs <= nowMs;
  }

  /** It was dropped for somebody, or has expired for him. */
  void lost(long clients) {
    incomplete = true;
    missing += clients;
  }
}
