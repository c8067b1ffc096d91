package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Failure;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a session needs of the queue it is served from, whether it reads that alone or shares it
 * with others. Positions are given as offsets. Owned by the session's lane.
 */
interface SessionQueue {
  /** True when the event was delivered in this session and is not acknowledged. */
  boolean holds(long offset);

  /** True when an acknowledgement of this event makes sense: it was delivered, now or earlier. */
  boolean wasDelivered(long offset);

  /** How many delivered events wait for their acknowledgement. */
  int unacknowledged();

  /** The window is half full or more. */
  boolean windowHalfFull();

  /** What {@link #acknowledgeUpTo} takes to acknowledge everything delivered so far. */
  long handedOver();

  /** Everything delivered up to and with this event is done. {@link #acknowledged} is to follow. */
  void acknowledgeUpTo(long offset);

  /** This one event is done. {@link #acknowledged} is to follow. */
  void acknowledge(long offset);

  /**
   * The acknowledgements given are complete for now: they are sent off before this turn of the lane
   * ends, and what the window has room for is delivered.
   */
  void acknowledged();

  /**
   * Sends off all acknowledgements given, and delivers what the window has room for.
   *
   * @param done runs on the session's lane once they are durable (P3)
   */
  void acknowledged(Runnable done);

  /** Sends off the acknowledgements given so far, ahead of what is submitted next. */
  void settle();

  /** How many attempts to have this event handled have failed, as far as they are counted. */
  int failedBefore(long offset);

  /** What was sent in this session, is not acknowledged and does not wait for another attempt. */
  List<Long> outstanding();

  /**
   * Attempts with events that are held have failed: they are delivered again in time, or given up.
   *
   * @param done of events that the client gave back, runs on the session's lane once that is
   *     durable; null of others
   */
  void failed(Failure failure, @Nullable Runnable done);

  /** Delivers what there is and may be: the socket has room again. */
  void pump();

  /** The rooms of the client as the session knows them, sorted. */
  List<String> rooms();

  /**
   * Hands over the rooms of the client, sorted, on the session's lane: as everything has made them
   * that was submitted before, also by others. Whoever was told of a change finds it.
   */
  void rooms(Consumer<List<String>> answer);

  /**
   * The same and those that the client has left, as long as something of them may wait: all that
   * something may come of.
   */
  void roomsRead(Consumer<List<String>> answer);

  /**
   * Sends off the acknowledgements given; nothing is delivered after this.
   *
   * @param failed what is left behind, where that counts as failed attempts; else null
   */
  void close(@Nullable Failure failed);
}
