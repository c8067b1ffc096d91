package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A connection without a socket, for benchmarks: what is sent is counted, encoded as WebSocket
 * frames at the flush, and dropped.
 */
public final class FrameSink extends WithoutSocket {
  private final List<EnginePacket> queued = new ArrayList<>();
  private long messages;
  private Bytes last = Bytes.EMPTY;

  /** Of a WebSocket that the first lane owns. */
  public static Handshake handshake() {
    return new Handshake("websocket", "127.0.0.1", false, "/", Map.of(), Map.of(), 0, null);
  }

  @Override
  public void sendText(Bytes utf8) {
    queued.add(EnginePacket.text(PacketType.MESSAGE, utf8));
    messages++;
    last = utf8;
  }

  @Override
  public void sendBinary(Bytes data) {
    queued.add(EnginePacket.binary(data));
  }

  @Override
  public void flush() {
    ByteBuf frames = new FrameWriter(null, 0).encode(PooledByteBufAllocator.DEFAULT, queued);
    frames.release();
    queued.clear();
  }

  /** Counts anew. */
  public void clear() {
    messages = 0;
  }

  /** Text messages since {@link #clear}. */
  public long messages() {
    return messages;
  }

  /** The last text message. */
  public Bytes last() {
    return last;
  }
}
