package dev.holdfast.broker.queue;

import java.util.List;

/** A session that shares a queue with others. Its methods are called on its lane. */
public interface QueueMember {
  /** The lane of the session. */
  Lane lane();

  /** How many events it may hold unacknowledged. Any thread. */
  int window();

  /** Nothing of a publisher is to come after an event that is not acknowledged. Any thread. */
  boolean strict();

  /** False when it may not be in a room of the client. Any thread. */
  default boolean mayBeIn(String room) {
    return true;
  }

  /**
   * The client may not be in a room any more: what is lost of what the member has been given, and
   * has not delivered yet, is not to be delivered.
   */
  default void banished(Banishment lost) {
    throw new IllegalStateException("a member that may be in all rooms was banished");
  }

  /** The queue is attached, and the session a member of it. */
  void attached(ClientSnapshot client);

  /** The client's rooms are these from now on, sorted. */
  void roomsChanged(List<String> rooms);

  /**
   * A session of the client that does not share takes over. This one must end, and {@link
   * Seat#leave}.
   */
  void fenced();

  /**
   * Events to deliver, in this order, as its socket takes them: {@link Seat#batchTaken} is to
   * follow when it has taken all.
   */
  void take(List<Delivery> batch);

  /** An event to deliver now or never; nothing follows. */
  void takeVolatile(Event event);

  /** An event that it holds was given up: it is done with. */
  void dropped(long offset);
}
