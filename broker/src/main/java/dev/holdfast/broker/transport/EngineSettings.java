package dev.holdfast.broker.transport;

import dev.holdfast.protocol.engineio.OpenPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link EngineServer} listens and what it allows. Start from {@link #defaults()}.
 *
 * @param host address to listen on
 * @param port TCP port; 0 takes a free one
 * @param path what request paths start with; begins and ends with a slash
 * @param pingIntervalMs milliseconds from one heartbeat's answer to the next ping
 * @param pingTimeoutMs milliseconds a client has to answer a ping
 * @param upgradeTimeoutMs milliseconds a probed WebSocket has to complete the upgrade
 * @param maxPayloadBytes longest message or polling body taken from a client
 * @param eventLoops how many event loops (lanes) share the port
 * @param highWaterBytes outbound bytes of one session above which it is not writable
 * @param lowWaterBytes outbound bytes at which it is writable again
 * @param allowedOrigins origins whose pages may connect, beside those that the limits let in, and
 *     may read answers (CORS); empty: CORS is off; a {@code *} allows every origin, without
 *     credentials
 * @param cookieName name of the cookie that carries the session id, for sticky load balancers;
 *     null: none
 * @param compression what is compressed
 * @param limits how long and how much a client may take
 */
public record EngineSettings(
    String host,
    int port,
    String path,
    int pingIntervalMs,
    int pingTimeoutMs,
    int upgradeTimeoutMs,
    int maxPayloadBytes,
    int eventLoops,
    int highWaterBytes,
    int lowWaterBytes,
    List<String> allowedOrigins,
    @Nullable String cookieName,
    Compression compression,
    EngineLimits limits) {
  /**
   * Checks what cannot work.
   *
   * @throws IllegalArgumentException naming the setting
   */
  public EngineSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    require(port >= 0 && port <= 65_535, "port");
    require(path.length() > 1 && path.startsWith("/") && path.endsWith("/"), "path");
    require(pingIntervalMs > 0, "pingIntervalMs");
    require(pingTimeoutMs > 0, "pingTimeoutMs");
    require(upgradeTimeoutMs > 0, "upgradeTimeoutMs");
    require(maxPayloadBytes > 0, "maxPayloadBytes");
    require(eventLoops > 0, "eventLoops");
    require(highWaterBytes > 0, "highWaterBytes");
    require(lowWaterBytes >= 0 && lowWaterBytes <= highWaterBytes, "lowWaterBytes");
  }

  /** The same with other limits. */
  public EngineSettings with(EngineLimits other) {
    return new EngineSettings(
        host,
        port,
        path,
        pingIntervalMs,
        pingTimeoutMs,
        upgradeTimeoutMs,
        maxPayloadBytes,
        eventLoops,
        highWaterBytes,
        lowWaterBytes,
        allowedOrigins,
        cookieName,
        compression,
        other);
  }

  /** The reference server's defaults, on 127.0.0.1 and a free port, with one lane per processor. */
  public static EngineSettings defaults() {
    return new EngineSettings(
        "127.0.0.1",
        0,
        "/socket.io/",
        25_000,
        20_000,
        10_000,
        1_000_000,
        Runtime.getRuntime().availableProcessors(),
        1 << 20,
        256 << 10,
        List.of(),
        null,
        Compression.defaults(),
        EngineLimits.defaults());
  }

  /** What a client is told of these settings at the handshake. */
  OpenPacket openPacket(String sid, List<String> upgrades) {
    return new OpenPacket(sid, upgrades, pingIntervalMs, pingTimeoutMs, maxPayloadBytes);
  }

  private static void require(boolean holds, String name) {
    if (!holds) {
      throw new IllegalArgumentException("engine setting out of range: " + name);
    }
  }
}
