package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds whom a sid means: every session has, as in Socket.IO, a room of its own that is named by
 * its sid, and here that is the inbox of its client. Owned by the shard writer.
 */
final class SidTargets {
  private final ClientTable clients;
  private final SessionTable sessions;
  private final StreamTable streams;

  SidTargets(ClientTable clients, SessionTable sessions, StreamTable streams) {
    this.clients = clients;
    this.sessions = sessions;
    this.streams = streams;
  }

  /**
   * The targets with inboxes in the place of sids. Others may have joined a room that is named by a
   * sid: then it stays, beside the inbox. A session that is not known stays as it is.
   *
   * @return the same list when no target is named by a sid
   */
  List<StreamName> resolve(
      List<StreamName> targets, ClientTable.Numbers numbers, Store.Batch batch) {
    if (targets.stream().noneMatch(SidTargets::maybeSid)) {
      return targets;
    }
    List<StreamName> resolved = new ArrayList<>(targets.size() + 1);
    for (StreamName target : targets) {
      ClientState client = maybeSid(target) ? client(target, numbers, batch) : null;
      if (client != null) {
        resolved.add(StreamName.inbox(target.namespace(), client.key.clientId()));
      }
      if (client == null || streams.isKnown(target)) {
        resolved.add(target);
      }
    }
    return resolved.equals(targets) ? targets : resolved.stream().distinct().toList();
  }

  private static boolean maybeSid(StreamName target) {
    return target.kind() == StreamName.Kind.SESSION
        || (target.kind() == StreamName.Kind.ROOM
            && target.name().length() == SessionIdentity.SID_LENGTH);
  }

  private @Nullable ClientState client(
      StreamName target, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientKey anonymous = ClientKey.anonymous(target.namespace(), target.name());
    ClientState client = clients.find(anonymous, numbers, batch);
    if (client != null) {
      return client;
    }
    ClientKey named = sessions.client(target.namespace(), target.name());
    return named == null ? null : clients.find(named, numbers, batch);
  }
}
