package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.QueueCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Visits sessions on their own lanes, one lane after the other, so that what is collected on the
 * way needs no lock. Each lane comes after the outcomes of all that was submitted before the walk:
 * a back-end that has had a session join a room, or was told that it has come, finds it so.
 */
final class LaneWalk {
  private final QueueCore core;
  private final Lane home;
  private final Deque<List<Session>> stops = new ArrayDeque<>();

  /** Over these sessions, from this lane and back. */
  LaneWalk(QueueCore core, Lane home, Collection<Session> sessions) {
    this.core = core;
    this.home = home;
    Map<Lane, List<Session>> byLane = new LinkedHashMap<>();
    for (Session session : sessions) {
      byLane.computeIfAbsent(session.lane(), lane -> new ArrayList<>()).add(session);
    }
    stops.addAll(byLane.values());
  }

  /**
   * Begins; to be called once.
   *
   * @param visit called for each session that still stands, on its lane
   * @param done runs on the lane the walk began on
   */
  void start(Consumer<Session> visit, Runnable done) {
    List<Session> stop = stops.poll();
    if (stop == null) {
      home.execute(done);
      return;
    }
    core.writer()
        .whenProcessed(
            stop.get(0).lane(),
            () -> {
              stop.stream().filter(Session::isAttached).forEach(visit);
              start(visit, done);
            });
  }
}
