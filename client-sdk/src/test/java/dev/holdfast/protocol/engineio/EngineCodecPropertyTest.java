package dev.holdfast.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class EngineCodecPropertyTest {
  /**
   * Text as messages carry it: the separator cannot stand in JSON unescaped, nor lone surrogates.
   */
  private static final Arbitrary<Bytes> TEXT =
      Arbitraries.strings()
          .all()
          .ofMaxLength(40)
          .map(s -> new String(s.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .map(s -> Bytes.utf8(s.replace('\u001e', ' ')));

  @Provide
  Arbitrary<List<EnginePacket>> packets() {
    Arbitrary<EnginePacket> text =
        Combinators.combine(Arbitraries.of(PacketType.class), TEXT).as(EnginePacket::text);
    Arbitrary<EnginePacket> binary =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(40)
            .map(bytes -> EnginePacket.binary(Bytes.of(bytes)));
    return Arbitraries.oneOf(text, binary)
        .filter(p -> p.binary() || p.type() != PacketType.MESSAGE || !p.payload().isEmpty())
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Property(tries = 500)
  void whatIsWrittenIsReadBack(@ForAll("packets") List<EnginePacket> packets)
      throws EngineCodecException {
    assertThat(EnginePacketTest.readAll(EngineWriter.body(packets))).isEqualTo(packets);
  }

  @Property(tries = 2000)
  void readersThrowNothingButTheCodecException(@ForAll @Size(max = 60) byte[] input) {
    Bytes bytes = Bytes.of(input);
    assertRefusedOrRead(() -> EngineReader.packet(bytes));
    assertRefusedOrRead(() -> EnginePacketTest.readAll(bytes));
    assertRefusedOrRead(() -> OpenPacket.fromJson(bytes));
  }

  @Property(tries = 2000)
  void brokenHandshakesAreRefusedNotThrown(@ForAll("mutations") byte[] input) {
    assertRefusedOrRead(() -> OpenPacket.fromJson(Bytes.of(input)));
  }

  @Provide
  Arbitrary<byte[]> mutations() {
    byte[] json = new OpenPacket("a", List.of("websocket"), 1, 1, 1).toJson().toArray();
    return Combinators.combine(
            Arbitraries.integers().between(0, json.length - 1), Arbitraries.bytes())
        .as(
            (at, value) -> {
              byte[] changed = json.clone();
              changed[at] = value;
              return changed;
            });
  }

  @Property(tries = 2000)
  void utf8IsJudgedAsTheJdkJudgesIt(@ForAll("nearlyUtf8") byte[] input) {
    boolean valid;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input));
      valid = true;
    } catch (CharacterCodingException malformed) {
      valid = false;
    }
    assertThat(Utf8.isValid(Bytes.of(input))).isEqualTo(valid);
  }

  @Provide
  Arbitrary<byte[]> nearlyUtf8() {
    return Arbitraries.oneOf(
            Arbitraries.bytes(),
            Arbitraries.of((byte) 0xe0, (byte) 0xed, (byte) 0xf0, (byte) 0xf4, (byte) 0xc3),
            Arbitraries.bytes().between((byte) 0x80, (byte) 0xbf),
            Arbitraries.just((byte) 'a'))
        .array(byte[].class)
        .ofMaxSize(20);
  }

  private interface Reading {
    void run() throws EngineCodecException;
  }

  private static void assertRefusedOrRead(Reading reading) {
    try {
      reading.run();
    } catch (EngineCodecException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }
}
