package dev.holdfast.broker.queue;

/**
 * A session, or the queue that several share, as the shard knows it: one is attached to each client
 * at a time. All methods are called on its lane.
 */
public interface Attachment {
  /** The lane the session lives on. */
  Lane lane();

  /**
   * The place of its connection in the order in which connections were opened; 0 for one that has
   * none. What an abandoned connection had sent may arrive after its client has connected again: an
   * older connection never takes a client away from a newer one.
   */
  default long opened() {
    return 0;
  }

  /** A newer connection has the client: this one's connection must end, and may be made again. */
  default void outrun() {
    throw new IllegalStateException("a session whose place is not known was outrun");
  }

  /** The client is this session's now; no other session of it gets or acknowledges anything. */
  void attached(ClientSnapshot client);

  /**
   * A newer session takes over. This one must stop delivering and acknowledging, and then be
   * detached by {@link ShardWriter#detach}: only then does the newer one get anything.
   */
  void fenced();

  /**
   * Somebody else presents the pid of this session, which is of an anonymous client. If this one's
   * client is there, {@link ShardWriter#defend} is to say so; else it must end.
   */
  default void challenged() {
    throw new IllegalStateException("a session without a pid was challenged");
  }

  /**
   * The client this session asked for with a pid is not to be had: it is gone, or somebody else's.
   * The session may attach as another.
   */
  default void turnedAway() {
    throw new IllegalStateException("a session that presented no pid was turned away");
  }

  /** The client is a member of a room, from the membership's join on. */
  void joined(Membership membership);

  /** Events were dropped from the client's queue, for another reason than that they expired. */
  void dropped(QueueGap gap);

  /** The client left a room. */
  void left(StreamName room, long offset);

  /** The client may not be in a room: nothing of it before {@code offset} is its any more. */
  default void banished(StreamName room, long offset) {
    throw new IllegalStateException("a session that may be in all rooms was banished");
  }

  /**
   * False when its client may not be a member of a room: before it is attached it is banished from
   * there. Any thread.
   */
  default boolean mayBeIn(String room) {
    return true;
  }
}
