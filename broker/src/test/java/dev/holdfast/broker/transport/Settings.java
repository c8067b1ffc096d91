package dev.holdfast.broker.transport;

import java.util.List;

/** Settings of test servers: 127.0.0.1, a free port, two lanes, small limits. */
final class Settings {
  private static final int NEVER_MS = 600_000;

  private Settings() {}

  /** No heartbeat within a test's time. */
  static EngineSettings quiet() {
    return heartbeat(NEVER_MS, NEVER_MS);
  }

  static EngineSettings heartbeat(int pingIntervalMs, int pingTimeoutMs) {
    return of(pingIntervalMs, pingTimeoutMs, 10_000, List.of(), null);
  }

  static EngineSettings upgradeTimeout(int upgradeTimeoutMs) {
    return of(NEVER_MS, NEVER_MS, upgradeTimeoutMs, List.of(), null);
  }

  static EngineSettings origins(String... origins) {
    return of(NEVER_MS, NEVER_MS, 10_000, List.of(origins), null);
  }

  static EngineSettings cookie(String name) {
    return of(NEVER_MS, NEVER_MS, 10_000, List.of(), name);
  }

  /** Everything is compressed that may be, from {@code thresholdBytes} on. */
  static EngineSettings compressing(int thresholdBytes) {
    return new EngineSettings(
        "127.0.0.1",
        0,
        "/socket.io/",
        NEVER_MS,
        NEVER_MS,
        10_000,
        EchoServer.MAX_PAYLOAD_BYTES,
        2,
        100_000,
        50_000,
        List.of(),
        null,
        new Compression(true, true, thresholdBytes),
        EngineLimits.defaults());
  }

  static EngineSettings port(int port) {
    return new EngineSettings(
        "127.0.0.1",
        port,
        "/socket.io/",
        NEVER_MS,
        NEVER_MS,
        10_000,
        10_000,
        2,
        2,
        1,
        List.of(),
        null,
        Compression.defaults(),
        EngineLimits.defaults());
  }

  private static EngineSettings of(
      int pingIntervalMs,
      int pingTimeoutMs,
      int upgradeTimeoutMs,
      List<String> origins,
      String cookie) {
    return new EngineSettings(
        "127.0.0.1",
        0,
        "/socket.io/",
        pingIntervalMs,
        pingTimeoutMs,
        upgradeTimeoutMs,
        EchoServer.MAX_PAYLOAD_BYTES,
        2,
        100_000,
        50_000,
        origins,
        cookie,
        Compression.defaults(),
        EngineLimits.defaults());
  }
}
