package dev.holdfast.broker.queue;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom an emit is for. */
final class ReferenceAudience {
  private ReferenceAudience() {}

  /** Not what its inbox held, if it was known before. */
  static boolean isForNewcomer(LogRecord.Emit emit, String id) {
    return isFor(emit, id, Set.of())
        && emit.audience().targets().stream()
            .anyMatch(target -> target.kind() == StreamName.Kind.EVERYONE);
  }

  static boolean isFor(LogRecord.Emit emit, String id, Set<String> rooms) {
    return !emit.audience().except().contains(id)
        && emit.audience().exceptRooms().stream().noneMatch(rooms::contains)
        && emit.audience().targets().stream()
            .anyMatch(
                target ->
                    switch (target.kind()) {
                      case EVERYONE -> true;
                      case INBOX -> target.name().equals(id);
                      case SESSION -> false;
                      case ROOM -> rooms.contains(target.name());
                    });
  }

  /** With the inbox of the client whose session it is in the place of each known sid. */
  static LogRecord.Emit resolved(LogRecord.Emit emit, Map<String, ReferenceClient> clients) {
    Audience named = emit.audience();
    List<StreamName> targets =
        named.targets().stream().map(target -> resolved(target, clients)).toList();
    return emit.to(
        new Audience(targets, named.except(), named.exceptRooms(), named.exceptSessions()));
  }

  private static StreamName resolved(StreamName target, Map<String, ReferenceClient> clients) {
    for (Map.Entry<String, ReferenceClient> client : clients.entrySet()) {
      SessionIdentity session = client.getValue().session;
      if (session != null && session.sid().equals(target.name())) {
        return StreamName.inbox(target.namespace(), client.getKey());
      }
    }
    return target;
  }
}
