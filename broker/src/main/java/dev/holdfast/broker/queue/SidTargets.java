package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
   * @return the same list when no target is named by a sid, or may be
   */
  List<StreamName> resolve(Audience audience, ClientTable.Numbers numbers, Store.Batch batch) {
    List<StreamName> targets = audience.targets();
    if (!audience.sidsAsRooms() || !anySid(targets)) {
      return targets;
    }
    List<StreamName> resolved = new ArrayList<>(targets.size() + 1);
    for (StreamName target : targets) {
      ClientState client =
          maybeSid(target) ? client(target.namespace(), target.name(), numbers, batch) : null;
      if (client != null) {
        resolved.add(StreamName.inbox(target.namespace(), client.key.clientId()));
      }
      if (client == null || streams.isKnown(target)) {
        resolved.add(target);
      }
    }
    return resolved.equals(targets) ? targets : resolved.stream().distinct().toList();
  }

  /**
   * Everybody who is left out by name: the clients named, and those of the sessions named, as
   * sessions or as the rooms of these. A session that is not known leaves nobody out.
   */
  List<String> leftOut(
      String namespace, Audience audience, ClientTable.Numbers numbers, Store.Batch batch) {
    if (audience.exceptSessions().isEmpty() && audience.exceptRooms().isEmpty()) {
      return audience.except();
    }
    List<String> sids = new ArrayList<>(audience.exceptSessions());
    audience.exceptRooms().stream().filter(SidTargets::maybeSid).forEach(sids::add);
    Set<String> clientIds = new LinkedHashSet<>(audience.except());
    for (String sid : sids) {
      ClientState client = client(namespace, sid, numbers, batch);
      if (client != null) {
        clientIds.add(client.key.clientId());
      }
    }
    return List.copyOf(clientIds);
  }

  /** Asked for every emit: a loop, not a stream of objects. */
  private static boolean anySid(List<StreamName> targets) {
    for (StreamName target : targets) {
      if (maybeSid(target)) {
        return true;
      }
    }
    return false;
  }

  private static boolean maybeSid(StreamName target) {
    return target.kind() == StreamName.Kind.SESSION
        || (target.kind() == StreamName.Kind.ROOM && maybeSid(target.name()));
  }

  private static boolean maybeSid(String room) {
    return room.length() == SessionIdentity.SID_LENGTH;
  }

  private @Nullable ClientState client(
      String namespace, String sid, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientKey anonymous = ClientKey.anonymous(namespace, sid);
    ClientState client = clients.find(anonymous, numbers, batch);
    if (client != null) {
      return client;
    }
    ClientKey named = sessions.client(namespace, sid);
    return named == null ? null : clients.find(named, numbers, batch);
  }
}
