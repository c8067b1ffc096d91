package dev.holdfast.it.flights;

/** The clients of some airports, all of one kind, which live and die together. */
interface ClientGroup extends AutoCloseable {
  /** Connects every client for the first time and lets it join the room of its airport. */
  void open();

  /** Kills every client without a goodbye. */
  void kill();

  /** Starts the clients that were killed again; they are still members of their rooms. */
  void comeBack();

  /**
   * Returns once the broker has taken every acknowledgement that the clients have sent; where the
   * clients can tell, their boards are settled.
   */
  void settle();

  @Override
  void close();
}
