package dev.holdfast.protocol.engineio;

/**
 * Constants of Engine.IO protocol 4.
 *
 * <pre>
 *  text packet          type digit | payload (UTF-8)            a WebSocket text frame, or polling
 *  binary, WebSocket    payload                                 a WebSocket binary frame, no digit
 *  binary, polling      'b' | payload (base64)
 *  polling body         packet [ 0x1e packet ]*
 * </pre>
 */
public final class EngineProtocol {
  /** The protocol revision, as the {@code EIO} query parameter carries it. */
  public static final String VERSION = "4";

  /** Stands between the packets of one long-polling body. */
  public static final byte SEPARATOR = 0x1e;

  /** Starts a binary message in a long-polling body. */
  public static final byte BASE64_PREFIX = 'b';

  /** Payload of the ping and pong that probe a WebSocket before an upgrade. */
  public static final String PROBE = "probe";

  private EngineProtocol() {}
}
