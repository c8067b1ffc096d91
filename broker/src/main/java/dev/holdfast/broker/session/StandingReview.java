package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at all sessions that stand when the permissions have changed, each on its own lane, and a
 * portion at a time, so that a lane goes on with its work in between. Any thread.
 */
public final class StandingReview implements Runnable {
  /** Sessions that a lane looks at in one turn. */
  private static final int PORTION = 256;

  private final SessionDirectory directory;

  /** Of the sessions in this directory. */
  public StandingReview(SessionDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void run() {
    Map<Lane, List<Session>> byLane = new HashMap<>();
    for (Session session : directory.all()) {
      byLane.computeIfAbsent(session.lane(), lane -> new ArrayList<>()).add(session);
    }
    byLane.forEach((lane, sessions) -> review(lane, sessions, 0));
  }

  private static void review(Lane lane, List<Session> sessions, int from) {
    int to = Math.min(from + PORTION, sessions.size());
    lane.execute(
        () -> {
          sessions.subList(from, to).forEach(session -> session.standing().review());
          if (to < sessions.size()) {
            review(lane, sessions, to);
          }
        });
  }
}
