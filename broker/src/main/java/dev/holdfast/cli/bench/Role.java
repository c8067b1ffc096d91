package dev.holdfast.cli.bench;

import dev.holdfast.protocol.Bytes;

/**
 * What a connection is there for. All is called on the connection's event loop; what a call writes
 * is flushed at the end of the turn.
 */
interface Role {
  /** The WebSocket is open; {@link Client#enter} makes it a client's. */
  void onOpen(Client client);

  /** The broker knows the client. */
  void onEntered(Client client);

  /**
   * An answer to a request or an emit.
   *
   * @param json the array that it carries; good until the call returns
   */
  void onAnswer(Client client, long id, Bytes json);

  /**
   * The connection is over, or could not be made, other than by {@link Client#close}. Called once,
   * and nothing after it.
   */
  void onLost(String reason);

  /**
   * An event was delivered.
   *
   * @param frame a text message that begins with {@code 42}; good until the call returns
   */
  default void onEvent(Client client, byte[] frame, int length) {}

  /** A ping was answered: in mode auto, all that was delivered is acknowledged with that. */
  default void onPing(Client client) {}

  /** What could be read at once has been read. */
  default void onTurnEnd(Client client) {}

  /** The socket takes more, or less. */
  default void onWritable(Client client) {}
}
