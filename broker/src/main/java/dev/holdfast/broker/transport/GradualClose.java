package dev.holdfast.broker.transport;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Closes the sessions of one lane a few at a time, so that their clients come back spread over as
 * long. Each is told when to come back, read from no more, and closed when all it asked for is
 * answered. Who polls has to fetch that: it is waited for, not for long.
 *
 * <p>Owner thread: its lane.
 */
final class GradualClose {
  private static final int MIN_TURN_MS = 20;

  private final EngineLane lane;
  private final Departure departure;
  private final Deque<EngineSession> left;

  /** Those over polling that were told to leave. */
  private final List<EngineSession> polling = new ArrayList<>();

  private final Promise<Void> done = Promise.promise();
  private final long turnMs;
  private final int perTurn;

  GradualClose(EngineLane lane, Collection<EngineSession> sessions, Departure departure) {
    this.lane = lane;
    this.departure = departure;
    this.left = new ArrayDeque<>(sessions);
    long turns = Math.max(1, Math.min(sessions.size(), departure.periodMs() / MIN_TURN_MS));
    this.turnMs = Math.max(1, departure.periodMs() / turns);
    this.perTurn = (int) ((sessions.size() + turns - 1) / turns);
  }

  /** Begins; completed when the last one is closed, and has what was left for it. */
  Future<Void> start() {
    turn();
    return done.future();
  }

  private void turn() {
    for (int i = 0; i < perTurn && !left.isEmpty(); i++) {
      EngineSession next = left.remove();
      if (next.polling() != null) {
        polling.add(next);
      }
      next.leave(departure);
    }
    if (left.isEmpty()) {
      departure.settled().then(lane.index(), this::awaitPolling);
    } else {
      lane.after(turnMs, this::turn);
    }
  }

  /** Completes when all have fetched what was left for them, or were given up. */
  private void awaitPolling() {
    polling.removeIf(EngineSession::isClosed);
    if (polling.isEmpty()) {
      done.tryComplete();
    } else {
      lane.after(MIN_TURN_MS, this::awaitPolling);
    }
  }
}
