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
   * Asks the broker for a receipt of what the client of one airport, the {@code number}th of the
   * group counted round and round, has acknowledged by now; whatever dies meanwhile. A receipt
   * settles that part of the board.
   *
   * @return whether there was one
   */
  boolean receipt(int number);

  /**
   * Returns once the broker has receipted everything that the clients have acknowledged; where the
   * clients can tell what that is, their boards are settled.
   */
  void settle();

  @Override
  void close();
}
