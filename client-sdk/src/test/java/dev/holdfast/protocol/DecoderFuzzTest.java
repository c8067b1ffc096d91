package dev.holdfast.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.engineio.BodyReader;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketPacketWriter;
import dev.holdfast.protocol.socketio.SocketProtocolException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Both decoders one behind the other, as on the broker, over any number of hostile bodies: nothing
 * but their own exceptions escapes, what they let through is whole, and nothing is kept.
 *
 * <p>{@code -Dholdfast.fuzz.inputs=N} sets how many, {@code -Dholdfast.fuzz.seed=N} repeats a run;
 * the profile {@code soak} makes ten million.
 */
class DecoderFuzzTest {
  private static final long DEFAULT_INPUTS = 200_000;
  private static final long MAX_GROWTH_BYTES = 16 << 20;

  /** So often what was read is written and read again. */
  private static final int ROUND_TRIP_EVERY = 16;

  private long packets;
  private long whole;
  private long refusedByEngineIo;
  private long refusedBySocketIo;

  @Test
  void nothingEscapesAndNothingIsKept() {
    long inputs = Long.getLong("holdfast.fuzz.inputs", DEFAULT_INPUTS);
    long seed = Long.getLong("holdfast.fuzz.seed", System.nanoTime());
    System.out.printf("fuzzing: %d inputs from seed %d%n", inputs, seed);
    Mutations mutations = new Mutations(seed);
    feed(mutations, inputs / 10, seed);
    long before = usedBytes();
    feed(mutations, inputs - inputs / 10, seed);
    long growth = usedBytes() - before;
    System.out.printf(
        "fuzzing: %d Engine.IO packets, %d Socket.IO packets; refused %d and %d; heap %+d bytes%n",
        packets, whole, refusedByEngineIo, refusedBySocketIo, growth);
    assertThat(growth).isLessThan(MAX_GROWTH_BYTES);
    assertThat(whole).as("some get through").isGreaterThan(inputs / 10);
    assertThat(refusedByEngineIo).isGreaterThan(inputs / 100);
    assertThat(refusedBySocketIo).isGreaterThan(inputs / 100);
  }

  private void feed(Mutations mutations, long inputs, long seed) {
    for (long i = 0; i < inputs; i++) {
      byte[] body = mutations.next();
      try {
        decode(body);
      } catch (EngineCodecException refused) {
        refusedByEngineIo++;
      } catch (SocketProtocolException refused) {
        refusedBySocketIo++;
      } catch (Throwable escaped) {
        throw new AssertionError(
            "seed %d, body %s".formatted(seed, HexFormat.of().formatHex(body)), escaped);
      }
    }
  }

  /** One connection's decoders, which are of no use after an exception. */
  private void decode(byte[] body) throws EngineCodecException, SocketProtocolException {
    BodyReader engine = new BodyReader(Bytes.of(body));
    SocketPacketReader socket = new SocketPacketReader();
    while (engine.hasNext()) {
      EnginePacket message = engine.next();
      packets++;
      if (message.type() == PacketType.MESSAGE) {
        SocketPacket packet =
            message.binary()
                ? socket.onBinary(message.payload())
                : socket.onText(message.payload());
        if (packet != null) {
          check(packet);
        }
      }
    }
  }

  private void check(SocketPacket packet) throws SocketProtocolException {
    whole++;
    int size = packet.payload().size();
    for (int i = 0; i < size; i++) {
      assertNotEmpty(packet.payload().element(i));
    }
    if (packet.type().isEvent()) {
      String name = packet.payload().name();
      if (size == 0 || SocketPacketReader.isReserved(name)) {
        throw new AssertionError("an event named " + name);
      }
      if (whole % ROUND_TRIP_EVERY == 0) {
        assertReadsBack(packet);
      }
    }
  }

  private static void assertNotEmpty(Bytes element) {
    if (element.isEmpty()) {
      throw new AssertionError("an element without a byte");
    }
  }

  private static void assertReadsBack(SocketPacket packet) throws SocketProtocolException {
    int attachments = packet.attachments().size();
    SocketPacketReader reader = new SocketPacketReader();
    SocketPacket again =
        reader.onText(
            SocketPacketWriter.binaryEvent(
                packet.namespace(),
                attachments,
                packet.ackId(),
                packet.payload().body(),
                Bytes.EMPTY));
    for (Bytes attachment : packet.attachments()) {
      again = reader.onBinary(attachment);
    }
    assertThat(again).isNotNull();
    assertThat(again.payload().body()).isEqualTo(packet.payload().body());
    assertThat(again.namespace()).isEqualTo(packet.namespace());
    assertThat(again.ackId()).isEqualTo(packet.ackId());
    assertThat(again.attachments()).isEqualTo(packet.attachments());
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
