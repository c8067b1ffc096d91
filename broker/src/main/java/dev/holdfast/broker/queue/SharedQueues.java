package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the shared queue of a client. Each lives on one lane, which is always the same for a
 * client; so all its members, on whatever lanes they are, come to the same queue.
 */
public final class SharedQueues {
  private final List<Lane> lanes;
  private final Submissions writer;
  private final QueueReader.Limits limits;

  /** Of each lane: the queues that take members. Each map is owned by its lane. */
  private final List<Map<ClientKey, SharedQueue>> open = new ArrayList<>();

  /** On these lanes, each of which makes its queues. */
  SharedQueues(List<Lane> lanes, Submissions writer, QueueReader.Limits limits) {
    this.lanes = List.copyOf(lanes);
    this.writer = writer;
    this.limits = limits;
    lanes.forEach(lane -> open.add(new HashMap<>()));
  }

  /**
   * Takes a member to its client's queue; {@link QueueMember#attached} follows. Any thread.
   *
   * @param connect creates the client if it is not known; its session names the queue, should this
   *     be the first member
   */
  public Seat join(LogRecord.Connect connect, QueueMember member) {
    int home = Math.floorMod(connect.client().hashCode(), lanes.size());
    Lane lane = lanes.get(home);
    Seat seat = new Seat(lane, member);
    lane.execute(() -> queueFor(connect, home).join(seat));
    return seat;
  }

  private SharedQueue queueFor(LogRecord.Connect connect, int home) {
    Map<ClientKey, SharedQueue> onLane = open.get(home);
    SharedQueue standing = onLane.get(connect.client());
    if (standing != null) {
      return standing;
    }
    SharedQueue created =
        new SharedQueue(
            lanes.get(home),
            connect,
            writer,
            limits,
            closed -> onLane.remove(connect.client(), closed));
    onLane.put(connect.client(), created);
    return created;
  }
}
