package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.EnginePacket;
import java.util.List;

/**
 * What carries the packets of one session. Used on the session's lane only, and calls its listener
 * there.
 */
interface Transport {
  /** The transports a session may move to from this one. */
  List<String> upgrades();

  /** Whether {@link #send} is possible right now. */
  boolean ready();

  /** How many packets {@link #send} may be given now. Only when {@link #ready()}. */
  default int mostPackets() {
    return Integer.MAX_VALUE;
  }

  /**
   * Whether the client may ask again without having received what it is sent, and without anybody
   * noticing. Then a ping goes with every message, and the next ones wait for its pong.
   */
  boolean needsProof();

  /**
   * Writes all packets at once; {@link Listener#onSent} follows when they have left the process.
   * Only when {@link #ready()}.
   *
   * @param bytes what to report to {@link Listener#onSent}
   */
  void send(List<EnginePacket> packets, int bytes);

  /** No packet but pongs reaches the listener, and soon none is read from the client. */
  void pauseReading();

  /** Packets reach the listener again, first those that were on their way. */
  void resumeReading();

  /**
   * Ends the transport; its listener hears no more of it but {@link Listener#onFarewell()}.
   *
   * @param last what was queued: sent before the end where the reason lets the client still read
   * @return false when the client has yet to fetch {@code last}; {@link Listener#onFarewell()}
   *     follows when it did
   */
  boolean close(CloseReason reason, List<EnginePacket> last);

  /** Hears from a transport, on the session's lane. */
  interface Listener {
    /** {@link Transport#ready()} has become true. */
    void onReady();

    /** A packet came. */
    void onPacket(EnginePacket packet);

    /** This many bytes of {@link Transport#send} have left. */
    void onSent(int bytes);

    /** The transport broke, was closed by the client, or got what is no packet. */
    void onTransportClosed(CloseReason reason);

    /** The client fetched what was left for it at the close. */
    void onFarewell();
  }
}
