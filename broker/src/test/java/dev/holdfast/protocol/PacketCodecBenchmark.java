package dev.holdfast.protocol;

import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineReader;
import dev.holdfast.protocol.engineio.EngineWriter;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One message read as an Engine.IO and then as a Socket.IO packet, and the way back. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketCodecBenchmark {
  /** Bytes of the event's only argument, a text. */
  @Param({"64", "256", "16384"})
  public int payloadBytes;

  private final SocketPacketReader reader = new SocketPacketReader();
  private Bytes message = Bytes.EMPTY;
  private Bytes body = Bytes.EMPTY;
  private Bytes headers = Bytes.EMPTY;
  private EnginePacket packet = EnginePacket.binary(Bytes.EMPTY);

  /** A publisher's emit, and an event as it is delivered in mode batch. */
  @Setup
  public void prepare() throws Exception {
    String event = "\"event\",\"" + "x".repeat(payloadBytes) + "\"";
    message = Bytes.utf8("42123[\"$emit\",{\"rooms\":[\"room\"]}," + event + "]");
    body = Bytes.utf8(event);
    headers = Bytes.utf8("{\"p\":\"abcdef-0-123456\",\"t\":1700000000000,\"rooms\":[\"room\"]}");
    packet = EngineReader.packet(message);
  }

  /** Both readers. */
  @Benchmark
  public SocketPacket read() throws Exception {
    return reader.onText(EngineReader.packet(message).payload());
  }

  /** The Engine.IO reader alone. */
  @Benchmark
  public EnginePacket readEngine() throws Exception {
    return EngineReader.packet(message);
  }

  /** The Socket.IO writer, with headers behind the event's arguments. */
  @Benchmark
  public Bytes write() {
    return SocketPacketWriter.event(
        SocketPacket.DEFAULT_NAMESPACE, SocketPacket.NO_ACK_ID, body, headers);
  }

  /** The Engine.IO writer, as for long-polling. */
  @Benchmark
  public Bytes writeEngine() {
    return EngineWriter.packet(packet);
  }
}
