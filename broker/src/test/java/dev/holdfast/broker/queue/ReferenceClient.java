package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client that the {@link ReferenceLog} knows. */
final class ReferenceClient {
  final ReferenceLimits.Inbox inbox;

  final ReferenceFailures failures;

  /** Offsets of the events it is to receive, oldest first. */
  final List<Long> queue = new ArrayList<>();

  final Set<String> rooms = new HashSet<>();

  /** The offset of the record that created it. */
  final long since;

  /** It is back after it had expired, and is to be told. */
  boolean owesGap;

  /** When its session went; 0 while it has one. */
  long awaySinceMs;

  final Lifetime lifetime;

  /** As long as its sid means it. */
  @Nullable SessionIdentity session;

  /** Its own emits: where each sequence number stands. */
  final Map<Long, Long> published = new HashMap<>();

  /** The same for event ids. */
  final Map<String, Long> publishedIds = new HashMap<>();

  ReferenceClient(Lifetime lifetime, long from, long since) {
    this.since = since;
    this.lifetime = lifetime;
    this.inbox = new ReferenceLimits.Inbox(lifetime);
    this.failures = new ReferenceFailures(from);
  }

  /**
   * Where a resend of an emit stands, {@link ReferenceLog#NOWHERE} when its turn has passed; null
   * when it is none.
   */
  @Nullable Long earlier(LogRecord.Emit emit) {
    long number = emit.marks().seq();
    if (number != LogRecord.Emit.NO_SEQ && published.containsKey(number)) {
      return published.get(number);
    }
    if (number != LogRecord.Emit.NO_SEQ
        && published.keySet().stream().anyMatch(seq -> seq > number)) {
      return ReferenceLog.NOWHERE;
    }
    return publishedIds.get(emit.marks().id());
  }

  /** Its emit is stored there. */
  void published(LogRecord.Emit emit, long offset) {
    if (emit.marks().seq() != LogRecord.Emit.NO_SEQ) {
      published.put(emit.marks().seq(), offset);
    }
    if (emit.marks().id() != null) {
      publishedIds.put(emit.marks().id(), offset);
    }
  }
}
