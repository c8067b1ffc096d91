package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the sessions that an event was sent to and that have not acknowledged it. Any thread. */
public final class Holders {
  private final SessionDirectory directory;

  /** Among these sessions. */
  public Holders(SessionDirectory directory) {
    this.directory = directory;
  }

  /**
   * Asks the sessions of some clients, each on its own lane.
   *
   * @param offset where the event stands
   * @return completes with the sid of a session that holds the event, for each client that has one
   */
  public CompletableFuture<Map<ClientKey, String>> of(long offset, Collection<ClientKey> clients) {
    Map<Lane, List<Session>> byLane = new HashMap<>();
    for (ClientKey client : clients) {
      for (Session session : directory.of(client)) {
        byLane.computeIfAbsent(session.lane(), lane -> new ArrayList<>()).add(session);
      }
    }
    Map<ClientKey, String> found = new ConcurrentHashMap<>();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    byLane.forEach(
        (lane, sessions) ->
            asked.add(
                CompletableFuture.runAsync(() -> look(offset, sessions, found), lane::execute)));
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> Map.copyOf(found));
  }

  private static void look(long offset, List<Session> sessions, Map<ClientKey, String> found) {
    for (Session session : sessions) {
      if (session.isAttached() && session.queue().holds(offset)) {
        found.put(session.client(), session.sid());
      }
    }
  }
}
