package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.broker.transport.Handshake;
import dev.holdfast.protocol.Bytes;
import java.util.concurrent.atomic.AtomicLong;

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
        connection, opened.incrementAndGet(), lane, services, forBackends(handshake));
  }

  /** Nobody else asks for it: without back-ends it is not held. */
  private Bytes forBackends(Handshake handshake) {
    return services.settings().namespaces().haveBackends()
        ? HandshakeJson.of(handshake, services.clock().getAsLong())
        : Bytes.EMPTY;
  }
}
