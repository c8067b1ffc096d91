package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.broker.transport.Handshake;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Puts Socket.IO on every new Engine.IO session. */
public final class SocketServer implements EngineHandler.Factory {
  private final SessionServices services;
  private final AtomicLong opened = new AtomicLong();

  /**
   * Sessions made here share {@code services}; lanes of its core match the transport's by index.
   */
  public SocketServer(SessionServices services) {
    this.services = services;
  }

  @Override
  public EngineHandler open(EngineConnection connection, Handshake handshake) {
    Lane lane = services.core().lanes().get(handshake.lane());
    return new SocketConnection(
        connection, opened.incrementAndGet(), lane, services, Arrival.of(handshake, services));
  }

  @Override
  public @Nullable String objection(Handshake handshake) {
    return services.security().isOn() && UrlCredentials.areIn(handshake.query())
        ? UrlCredentials.OBJECTION
        : null;
  }
}
