package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients that the {@link ReferenceLog} knows: who is there, since when, with which session.
 */
final class ReferenceClients {
  private final Map<String, ReferenceClient> byId = new HashMap<>();

  /** Were away too long, and are to be told when they come back. */
  private final Set<String> expired = new HashSet<>();

  void clear() {
    byId.clear();
    expired.clear();
  }

  /** By their ids; a view. */
  Map<String, ReferenceClient> all() {
    return byId;
  }

  @Nullable ReferenceClient find(String id) {
    return byId.get(id);
  }

  /** The one a record is about. */
  ReferenceClient of(LogRecord record) {
    return byId.get(record.client().clientId());
  }

  boolean knows(LogRecord record) {
    return byId.containsKey(record.client().clientId());
  }

  /** False for a client by name that is not there. */
  boolean mayBeTarget(StreamName target) {
    return target.kind() != StreamName.Kind.INBOX || byId.containsKey(target.name());
  }

  void add(String id, ReferenceClient client) {
    client.owesGap = expired.remove(id);
    byId.put(id, client);
  }

  /** A client that is known has a session from now on. */
  void connected(LogRecord.Connect connect) {
    ReferenceClient client = of(connect);
    client.awaySinceMs = 0;
    SessionIdentity earlier = client.session;
    if (earlier == null || !earlier.answersTo(connect.presentedPid())) {
      client.session = connect.lifetime() == Lifetime.SESSION ? null : connect.session();
    }
  }

  /** A session is gone for good. */
  void ended(LogRecord.EndSession end) {
    of(end).session = null;
    away(end, end.timeMs());
  }

  /** A client has no session from now on. */
  void away(LogRecord record, long sinceMs) {
    ReferenceClient client = of(record);
    client.awaySinceMs = client.awaySinceMs == 0 ? sinceMs : client.awaySinceMs;
  }

  /**
   * Only a client that named itself does, and only if it has not been back.
   *
   * @return true when it is gone
   */
  boolean expire(LogRecord.Expire expire) {
    String id = expire.client().clientId();
    if (!knows(expire)) {
      expired.remove(id);
      return false;
    }
    boolean gone = of(expire).awaySinceMs == expire.awaySinceMs();
    if (gone) {
      byId.remove(id);
      expired.add(id);
    }
    return gone;
  }

  void forget(String id) {
    byId.remove(id);
  }
}
