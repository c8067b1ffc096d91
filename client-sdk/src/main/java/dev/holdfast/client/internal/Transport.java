package dev.holdfast.client.internal;

import dev.holdfast.protocol.Bytes;

/** One open WebSocket. Used on the event loop; its listener is called there. */
interface Transport {
  /** Sends one text message; dropped when the socket is closed. */
  void sendText(Bytes utf8);

  /** Sends one binary message; dropped when the socket is closed. */
  void sendBinary(Bytes data);

  /** Closes the socket; the listener hears of it. */
  void close();

  /** Opens WebSockets. */
  @FunctionalInterface
  interface Connector {
    /** Opens one and tells the listener. On the event loop. */
    void open(Listener listener);
  }

  /** Is told of one WebSocket. */
  interface Listener {
    /** It is open. Not called when it could not be opened. */
    void onOpen(Transport transport);

    /** A text message came. */
    void onText(Bytes utf8);

    /** A binary message came. */
    void onBinary(Bytes data);

    /**
     * It is closed, or could not be opened; nothing follows.
     *
     * @param reason for people
     * @param retryAfterMs how long the broker asks to wait; 0 when it does not
     */
    void onClosed(String reason, long retryAfterMs);
  }
}
