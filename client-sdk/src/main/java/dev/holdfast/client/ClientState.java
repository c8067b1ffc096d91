package dev.holdfast.client;

/** How a client stands to its broker. */
public enum ClientState {
  /** A connection is being made. */
  CONNECTING,
  /** Events flow. */
  CONNECTED,
  /** The connection is lost or could not be made; the next attempt waits for its delay. */
  DISCONNECTED,
  /** Over for good: closed by the application, or refused by the broker. */
  CLOSED
}
