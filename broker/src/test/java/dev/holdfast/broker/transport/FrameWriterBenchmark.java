package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A batch of packets written as WebSocket frames into one buffer; time per frame. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameWriterBenchmark {
  private static final int PACKETS = 100;

  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final List<EnginePacket> events = packets(300);
  private final List<EnginePacket> confirms = packets(30);

  private static List<EnginePacket> packets(int length) {
    Bytes payload = Bytes.utf8("x".repeat(length));
    return Collections.nCopies(PACKETS, EnginePacket.text(PacketType.MESSAGE, payload));
  }

  /** Events of about 256 bytes. */
  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public int events() {
    return encode(events);
  }

  /** Confirms. */
  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public int confirms() {
    return encode(confirms);
  }

  private int encode(List<EnginePacket> packets) {
    ByteBuf frames = new FrameWriter(null, 0).encode(allocator, packets);
    int length = frames.readableBytes();
    frames.release();
    return length;
  }
}
