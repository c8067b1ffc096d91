package dev.holdfast.broker.metrics;

import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.broker.transport.ConnectionCounters;
import dev.holdfast.broker.transport.EngineServer;
import java.util.concurrent.TimeUnit;

/** The meters of connections: Engine.IO sessions, whatever they are carried by. */
final class ConnectionMeters {
  private ConnectionMeters() {}

  static void bind(Meters meters, EngineServer engine) {
    ConnectionCounters counters = engine.counters();
    meters.gauge("holdfast.connections", "Open connections.", engine::sessionCount);
    String opened = "Connections that were opened, by the transport they began with.";
    meters.counter(
        "holdfast.connections.opened", opened, counters::openedPolling, "transport", "polling");
    meters.counter(
        "holdfast.connections.opened", opened, counters::openedWebSocket, "transport", "websocket");
    meters.counter(
        "holdfast.connections.upgraded",
        "Connections that moved from polling to a WebSocket.",
        counters::upgraded);
    for (CloseReason reason : CloseReason.values()) {
      meters.counter(
          "holdfast.connections.closed",
          "Connections that ended, by the reason.",
          () -> counters.closed(reason),
          "reason",
          reason.label().replace(' ', '-'));
    }
    meters.counter(
        "holdfast.handshakes.refused",
        "Handshakes answered with 503, as the broker was stopping or its store had failed.",
        counters::refused);
    meters.time(
        "holdfast.tls.certificate.not.after",
        "When the certificate in use ends, in seconds since 1970; 0 without TLS.",
        () -> TimeUnit.MILLISECONDS.toSeconds(engine.certificateNotAfterMs()));
    meters.counter(
        "holdfast.tls.handshakes.failed",
        "TLS handshakes that came to nothing: too slow, no TLS at all, a version or a certificate"
            + " that is refused.",
        engine::failedHandshakes);
  }
}
