package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An official Socket.IO client of any language, unmodified, as a test sees it. It reconnects by
 * itself as such clients do, with short delays.
 */
public interface StockClient extends AutoCloseable {
  /** What the client has seen so far. */
  ClientLog log();

  /** Emits an event; arguments are what Jackson can write, or {@link Binary}. */
  void emit(String event, Object... arguments);

  /**
   * Emits an event with an ack function and returns the array of what it was called with.
   *
   * @throws DriverException when it was not called in time
   */
  JsonNode emitForAck(String event, Object... arguments);

  /**
   * Calls the ack function of an event that the client holds.
   *
   * @throws UnsupportedOperationException when this language's driver cannot hold acks
   */
  void ack(ClientLog.Entry event, Object... arguments);

  /** Disconnects for good, with a goodbye. */
  void disconnect();

  @Override
  void close();
}
