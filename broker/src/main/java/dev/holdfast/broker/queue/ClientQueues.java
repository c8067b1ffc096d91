package dev.holdfast.broker.queue;

/**
 * What there is for clients that come and go, beside the clients themselves: what waits for them,
 * what they have failed to handle, and what others wait for them to acknowledge. Owned by the shard
 * writer.
 */
final class ClientQueues {
  private final EventTable events;
  private final Trims trims;
  private final Failures failures;
  private final Receipts receipts;

  ClientQueues(EventTable events, Trims trims, Failures failures, Receipts receipts) {
    this.events = events;
    this.trims = trims;
    this.failures = failures;
    this.receipts = receipts;
  }

  /** The client is about to get a session, which has to know what has failed before. */
  void load(ClientState client) {
    failures.load(client);
  }

  /** The client was created by the record at {@code offset}, but its queue begins before. */
  void backDated(ClientState client, long offset) {
    trims.backDated(client.everyone, offset);
  }

  /** How many events wait for a client: at most, as some may be acknowledged, or not be for it. */
  long pending(ClientState client) {
    long after = Math.max(client.cursor.upTo(), client.gaps.floor(QueueGap.Hole.QUEUE));
    long inboxAfter = Math.max(after, client.gaps.floor(QueueGap.Hole.INBOX));
    long pending = 0;
    for (Membership membership : client.memberships) {
      if (membership.banished()) {
        continue;
      }
      long stream = membership.stream();
      long begin = stream == client.number ? inboxAfter : after;
      pending += events.pending(stream, Math.max(begin, membership.joined())).events();
      if (!membership.open()) {
        pending -= events.pending(stream, Math.max(after, membership.left() - 1)).events();
      }
    }
    return pending;
  }

  /** The client is about to be no more. */
  void forget(ClientState client, Store.Batch batch) {
    receipts.forgotten(client, batch);
    failures.forget(client, batch);
    events.dropUnderWay(client.number, batch);
  }
}
