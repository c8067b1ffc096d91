package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that stand, by namespace and sid, and by client: how a back-end's request finds the
 * lane it is to be done on. Any thread; a session may end at any time, so whoever takes one from
 * here asks it on its own lane.
 */
public final class SessionDirectory {
  /** Ordered, so that an operator can go through a million of them a page at a time. */
  private final Map<String, ConcurrentNavigableMap<String, Session>> bySid =
      new ConcurrentHashMap<>();

  private final Map<ClientKey, List<Session>> byClient = new ConcurrentHashMap<>();

  /** Who waits for a client to have a session: at most as many as there are connections. */
  private final Map<ClientKey, Set<Runnable>> waiting = new ConcurrentHashMap<>();

  /** By the offset of an emit: the session whose ack function waits for the reply to it. */
  private final Map<Long, Session> awaiting = new ConcurrentHashMap<>();

  /** Empty. */
  public SessionDirectory() {}

  /** The session has its client, and is to be found by its sid from now on. */
  void add(Session session) {
    String namespace = session.client().namespace();
    bySid.compute(
        namespace,
        (name, sids) -> {
          ConcurrentNavigableMap<String, Session> now =
              sids == null ? new ConcurrentSkipListMap<>() : sids;
          now.put(session.sid(), session);
          return now;
        });
    byClient.merge(session.client(), List.of(session), SessionDirectory::concat);
    Set<Runnable> woken = waiting.remove(session.client());
    if (woken != null) {
      woken.forEach(Runnable::run);
    }
  }

  private static List<Session> concat(List<Session> some, List<Session> more) {
    List<Session> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** The session is over. A newer one that has recovered its sid stays. */
  void remove(Session session) {
    bySid.computeIfPresent(
        session.client().namespace(),
        (name, sids) -> {
          sids.remove(session.sid(), session);
          return sids.isEmpty() ? null : sids;
        });
    byClient.computeIfPresent(
        session.client(),
        (client, sessions) -> {
          List<Session> others = sessions.stream().filter(other -> other != session).toList();
          return others.isEmpty() ? null : others;
        });
  }

  /** Has {@code task} run once, on any thread, when the client next gets a session. */
  void whenPresent(ClientKey client, Runnable task) {
    waiting.compute(
        client,
        (key, tasks) -> {
          Set<Runnable> now = tasks == null ? new HashSet<>() : new HashSet<>(tasks);
          now.add(task);
          return now;
        });
  }

  /** Takes a task back; false when it has been run, or is about to be. */
  boolean cancel(ClientKey client, Runnable task) {
    AtomicBoolean found = new AtomicBoolean();
    waiting.computeIfPresent(
        client,
        (key, tasks) -> {
          Set<Runnable> others = new HashSet<>(tasks);
          found.set(others.remove(task));
          return others.isEmpty() ? null : others;
        });
    return found.get();
  }

  /** The session waits for the reply to the emit at this offset, instead of whoever did before. */
  void awaitsReply(long offset, Session session) {
    awaiting.put(offset, session);
  }

  /** The session does not wait any more. */
  void awaitsNoReply(long offset, Session session) {
    awaiting.remove(offset, session);
  }

  /** The session that waits for the reply to the emit at this offset, or null. */
  @Nullable Session awaitingReply(String namespace, long offset) {
    Session found = awaiting.get(offset);
    return found != null && found.client().namespace().equals(namespace) ? found : null;
  }

  /** The session of this sid, or null. */
  @Nullable Session find(String namespace, String sid) {
    Map<String, Session> sids = bySid.get(namespace);
    return sids == null ? null : sids.get(sid);
  }

  /** The sessions of a client: one, or the members of its shared queue. */
  List<Session> of(ClientKey client) {
    return byClient.getOrDefault(client, List.of());
  }

  /** All sessions of all namespaces. */
  List<Session> all() {
    return bySid.values().stream().flatMap(sids -> sids.values().stream()).toList();
  }

  /**
   * Has every session whose credential was taken back cut. Called when credentials may have been,
   * on any thread; a session that is being added looks by itself.
   */
  public void recheckCredentials() {
    bySid
        .values()
        .forEach(sids -> sids.values().forEach(session -> session.credential().recheckSoon()));
  }

  /** All sessions of a namespace. */
  List<Session> in(String namespace) {
    Map<String, Session> sids = bySid.get(namespace);
    return sids == null ? List.of() : List.copyOf(sids.values());
  }

  /** At most {@code limit} sessions of a namespace with greater sids, in their order. */
  List<Session> after(String namespace, String sid, int limit) {
    ConcurrentNavigableMap<String, Session> sids = bySid.get(namespace);
    return sids == null
        ? List.of()
        : sids.tailMap(sid, false).values().stream().limit(limit).toList();
  }
}
