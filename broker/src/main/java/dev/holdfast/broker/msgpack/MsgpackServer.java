package dev.holdfast.broker.msgpack;

import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.broker.transport.Handshake;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the MessagePack parser between every new Engine.IO session and what stands on it. Used by
 * all lanes.
 */
public final class MsgpackServer implements EngineHandler.Factory {
  private final EngineHandler.Factory sessions;
  private final Map<Integer, LastPacket> lastByLane = new ConcurrentHashMap<>();

  private final int maxTextBytes;

  /**
   * Speaks MessagePack outside and to {@code sessions} the protocol's own text.
   *
   * @param maxTextBytes longest text that a message may become: as long as the messages of clients
   *     that send text themselves
   */
  public MsgpackServer(EngineHandler.Factory sessions, int maxTextBytes) {
    this.maxTextBytes = maxTextBytes;
    this.sessions = sessions;
  }

  @Override
  public EngineHandler open(EngineConnection connection, Handshake handshake) {
    LastPacket last = lastByLane.computeIfAbsent(handshake.lane(), lane -> new LastPacket());
    MsgpackConnection outside = new MsgpackConnection(connection, last);
    return new MsgpackHandler(outside, sessions.open(outside, handshake), maxTextBytes);
  }

  @Override
  public @Nullable String objection(Handshake handshake) {
    return sessions.objection(handshake);
  }
}
