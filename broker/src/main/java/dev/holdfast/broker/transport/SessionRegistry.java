package dev.holdfast.broker.transport;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all lanes by their id. The one structure the lanes share; safe for all threads.
 */
final class SessionRegistry {
  /** 120 bits, 20 characters: as long as the reference server's ids, and all of it random. */
  private static final int ID_BYTES = 15;

  private final ConcurrentMap<String, EngineSession> sessions = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final ConnectionCounters counters = new ConnectionCounters();

  /** What became of all sessions so far. */
  ConnectionCounters counters() {
    return counters;
  }

  /** An id that cannot be guessed: whoever knows it owns the session. */
  String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  void add(EngineSession session) {
    sessions.put(session.id(), session);
  }

  void remove(EngineSession session) {
    sessions.remove(session.id(), session);
  }

  @Nullable EngineSession find(String id) {
    return sessions.get(id);
  }

  int size() {
    return sessions.size();
  }

  /** The sessions one lane owns at this moment. */
  List<EngineSession> ofLane(EngineLane lane) {
    return sessions.values().stream().filter(session -> session.lane() == lane).toList();
  }
}
