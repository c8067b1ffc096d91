package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of one group of commands: whom to tell on which lane, once its commit stands. A session
 * hears of what changed for its client before whoever asked for the change. Owned by the shard
 * writer.
 */
final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  private final Attachments attachments;
  private final Map<Lane, List<Runnable>> byLane = new HashMap<>();

  /** Targets of events that waited for their time, and outlived the targets. */
  private int gone;

  /** Nothing yet; sessions are those attached when they are told. */
  Outcomes(Attachments attachments) {
    this.attachments = attachments;
  }

  void tell(Lane lane, Runnable outcome) {
    byLane.computeIfAbsent(lane, l -> new ArrayList<>()).add(outcome);
  }

  /** Of a record that was submitted. */
  void appended(Command.Append append, Applied applied) {
    changed(append.log().client(), applied);
    if (applied instanceof Applied.Dropped dropped) {
      dropped(dropped);
    } else if (applied instanceof Applied.Banished banished && banished.dropped() != null) {
      dropped(banished.dropped());
    } else if (applied instanceof Applied.Stored stored && !stored.dropped().isEmpty()) {
      stored.dropped().forEach(this::dropped);
    }
    tell(append.lane(), () -> append.done().accept(applied));
  }

  /** The rooms of a client may be others now. */
  private void changed(ClientKey client, Applied applied) {
    Attachment session = attachments.of(client);
    if (session != null && applied instanceof Applied.Joined joined) {
      tell(session.lane(), () -> session.joined(joined.membership()));
    } else if (session != null && applied instanceof Applied.Left left) {
      tell(session.lane(), () -> session.left(left.room(), left.offset()));
    } else if (session != null && applied instanceof Applied.Banished banished) {
      tell(session.lane(), () -> session.banished(banished.room(), banished.offset()));
    }
  }

  /** Of an event whose time had come. */
  void entered(Applied applied) {
    if (applied instanceof Applied.Entered entered) {
      gone += entered.gone().size();
      entered.dropped().forEach(this::dropped);
    }
  }

  /** Of a receipt. */
  void told(Applied applied) {
    if (applied instanceof Applied.Told told) {
      told.dropped().forEach(this::dropped);
    }
  }

  /** Of what a sweep has found. */
  void swept(Applied applied) {
    if (applied instanceof Applied.Dropped dropped) {
      dropped(dropped);
    }
  }

  private void dropped(Applied.Dropped dropped) {
    Attachment session = attachments.of(dropped.client());
    if (session != null) {
      tell(session.lane(), () -> session.dropped(dropped.gap()));
    }
  }

  /**
   * Hands it to the lanes, also when there is nothing to say: a paused sender may wait for that.
   */
  void post(List<Lane> lanes, @Nullable Commit commit, boolean congested) {
    if (gone > 0) {
      LOG.info("{} targets of scheduled events are not known any more", gone);
    }
    for (Lane lane : lanes) {
      lane.post(commit, byLane.getOrDefault(lane, List.of()), congested);
    }
  }
}
