package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What stands on top of an Engine.IO session. Every method is called on the session's own event
 * loop, one at a time, and must not block.
 */
public interface EngineHandler {
  /** A text message came, without the packet type digit. The bytes are the handler's to keep. */
  void onText(Bytes utf8);

  /** A binary message came. The bytes are the handler's to keep. */
  void onBinary(Bytes data);

  /**
   * A ping is queued right now, behind everything sent so far: the {@link #onPong()} that answers
   * it proves that the client's transport has received all of that.
   */
  void onPing();

  /** The client answered the first {@link #onPing()} that was not answered yet. */
  void onPong();

  /** The way out has drained after {@link EngineConnection#writable()} was false. */
  void onWritable();

  /** The session is over; nothing follows. */
  void onClose(CloseReason reason);

  /** Makes the handler of a new session, on that session's event loop. */
  @FunctionalInterface
  interface Factory {
    /** Called once per session, right after the handshake packet was queued. */
    EngineHandler open(EngineConnection connection, Handshake handshake);

    /**
     * Why this request must not open a session, in words for whoever sent it; null when it may.
     * Asked before {@link #open}, on the event loop that accepted the request.
     */
    default @Nullable String objection(Handshake handshake) {
      return null;
    }
  }
}
