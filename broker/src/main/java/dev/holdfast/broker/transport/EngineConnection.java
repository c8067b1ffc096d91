package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;

/**
 * One Engine.IO session as its {@link EngineHandler} sees it, whichever transport carries it at the
 * moment. All methods are called on the session's own event loop, the one its handler is called on.
 */
public interface EngineConnection {
  /** The Engine.IO session id; a secret of this client, not to be logged in full. */
  String id();

  /**
   * The client has shown who it is: its connection does not count any more among those of which
   * there may be only a few. Calling it again does nothing.
   */
  void authenticated();

  /**
   * Queues one text message (an Engine.IO {@code message} packet without its type digit). It leaves
   * at the next {@link #flush()}, in the order of the calls. After a close it is dropped.
   *
   * @param utf8 shared, not copied before the flush: must not change
   */
  void sendText(Bytes utf8);

  /** Queues one binary message; otherwise as {@link #sendText(Bytes)}. */
  void sendBinary(Bytes data);

  /**
   * Hands everything queued to the transport in one write. Call it once per batch, not per message.
   */
  void flush();

  /**
   * False while more than the configured high-water mark of bytes waits for the socket. {@link
   * EngineHandler#onWritable()} follows when it has drained; what is sent meanwhile is still
   * queued.
   */
  boolean writable();

  /**
   * Whether more should be read from the client, whose requests have answers: as {@link
   * #writable()}, but for a client that is only sent more when it has answered a ping. That answer
   * may stand behind requests: they are read on, within a bound, or it would never come.
   */
  boolean readable();

  /**
   * Asks for a heartbeat ahead of the interval: a ping is queued behind everything sent so far,
   * unless one is already under way (then that one's pong, or an upgrade's end, lets the next be
   * asked for).
   */
  void ping();

  /**
   * The same although one is under way, where the transport keeps their order by itself; elsewhere
   * as {@link #ping()}. The client answers them in turn: so it proves piece by piece that what is
   * under way has come, and that it lives.
   */
  void pingBehind();

  /** Stops reading from the client until {@link #resumeReading()}: back-pressure to the sender. */
  void pauseReading();

  /** Reads again after {@link #pauseReading()}. */
  void resumeReading();

  /**
   * Closes the session; {@link EngineHandler#onClose} follows, once. Closing twice does nothing.
   */
  void close(CloseReason reason);
}
