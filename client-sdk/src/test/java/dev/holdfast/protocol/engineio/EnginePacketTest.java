package dev.holdfast.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnginePacketTest {
  private static EnginePacket read(String text) throws EngineCodecException {
    return EngineReader.packet(Bytes.utf8(text));
  }

  static List<EnginePacket> readAll(Bytes body) throws EngineCodecException {
    List<EnginePacket> packets = new ArrayList<>();
    BodyReader reader = new BodyReader(body);
    while (reader.hasNext()) {
      packets.add(reader.next());
    }
    return packets;
  }

  private static Reason refusal(Bytes input) {
    try {
      throw new AssertionError("accepted: " + EngineReader.packet(input));
    } catch (EngineCodecException e) {
      return e.reason();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, OPEN, ''",
    "1, CLOSE, ''",
    "2, PING, ''",
    "2probe, PING, probe",
    "3, PONG, ''",
    "3probe, PONG, probe",
    "4hello, MESSAGE, hello",
    "4€😀, MESSAGE, €😀",
    "5, UPGRADE, ''",
    "6, NOOP, ''"
  })
  void goldenTextFramesReadAndWrite(String frame, PacketType type, String payload)
      throws EngineCodecException {
    EnginePacket packet = EnginePacket.text(type, Bytes.utf8(payload));
    assertThat(read(frame)).isEqualTo(packet);
    assertThat(EngineWriter.packet(packet)).isEqualTo(Bytes.utf8(frame));
  }

  @Test
  void binaryInAPollingBodyIsBase64WithoutTypeDigit() throws EngineCodecException {
    EnginePacket packet = EnginePacket.binary(Bytes.of(new byte[] {1, 2, 3, 4}));
    assertThat(EngineWriter.packet(packet)).isEqualTo(Bytes.utf8("bAQIDBA=="));
    assertThat(read("bAQIDBA==")).isEqualTo(packet);
  }

  @Test
  void everyReadyPacketJoinsOneBodyAttachmentsIncluded() throws EngineCodecException {
    List<EnginePacket> packets =
        List.of(
            EnginePacket.text(PacketType.MESSAGE, Bytes.utf8("test1")),
            EnginePacket.binary(Bytes.of(new byte[] {1, 2, 3, 4})),
            EnginePacket.of(PacketType.PING));
    Bytes body = Bytes.utf8("4test1\u001ebAQIDBA==\u001e2");
    assertThat(EngineWriter.body(packets)).isEqualTo(body);
    assertThat(readAll(body)).isEqualTo(packets);
  }

  @Test
  void packetsBeforeTheMalformedOneAreStillReadButNoneAfterIt() throws EngineCodecException {
    BodyReader reader = new BodyReader(Bytes.utf8("4a\u001eabc\u001e4b"));
    assertThat(reader.next()).isEqualTo(EnginePacket.text(PacketType.MESSAGE, Bytes.utf8("a")));
    assertThatThrownBy(reader::next)
        .isInstanceOf(EngineCodecException.class)
        .hasMessage("unknown packet type");
    assertThat(reader.hasNext()).isFalse();
  }

  @Test
  void anEmptyBodyAndATrailingSeparatorAreMalformed() throws EngineCodecException {
    assertThatThrownBy(() -> new BodyReader(Bytes.EMPTY).next()).hasMessage("empty packet");
    BodyReader trailing = new BodyReader(Bytes.utf8("4a\u001e"));
    assertThat(trailing.next().type()).isEqualTo(PacketType.MESSAGE);
    assertThat(trailing.hasNext()).isTrue();
    assertThatThrownBy(trailing::next).hasMessage("empty packet");
  }

  /** A regression: the official Java client sends binary over polling as {@code bAAE=\n}. */
  @Test
  void base64MayBeBrokenIntoLines() throws EngineCodecException {
    assertThat(EngineReader.packet(Bytes.utf8("bAA\r\nE=\n")))
        .isEqualTo(EnginePacket.binary(Bytes.of(new byte[] {0, 1})));
  }

  @Test
  void malformedPacketsAreRefusedWithTheReason() {
    assertThat(refusal(Bytes.EMPTY)).isEqualTo(Reason.EMPTY_PACKET);
    assertThat(refusal(Bytes.utf8("7"))).isEqualTo(Reason.UNKNOWN_TYPE);
    assertThat(refusal(Bytes.utf8("abc"))).isEqualTo(Reason.UNKNOWN_TYPE);
    assertThat(refusal(Bytes.utf8("4"))).isEqualTo(Reason.EMPTY_MESSAGE);
    assertThat(refusal(Bytes.utf8("b*"))).isEqualTo(Reason.INVALID_BASE64);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    int[][] bad = {
      {0x80},
      {0xc3},
      {0xc0, 0x80},
      {0xe0, 0x80, 0x80},
      {0xed, 0xa0, 0x80},
      {0xf0, 0x80, 0x80, 0x80},
      {0xf4, 0x90, 0x80, 0x80},
      {0xf5, 0x80, 0x80, 0x80},
      {0xe2, 0x82},
      {0xe2, 0x82, 'a'},
      {0xff}
    };
    for (int[] octets : bad) {
      byte[] frame = new byte[octets.length + 10];
      Arrays.fill(frame, (byte) '4');
      for (int i = 0; i < octets.length; i++) {
        frame[10 + i] = (byte) octets[i];
      }
      assertThat(refusal(Bytes.of(frame))).isEqualTo(Reason.INVALID_UTF8);
    }
  }

  @Test
  void onlyMessagesCanBeBinary() {
    assertThatThrownBy(() -> new EnginePacket(PacketType.PING, Bytes.EMPTY, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aProbeIsRecognisedByItsWholePayload() throws EngineCodecException {
    assertThat(read("2probe").carries(EngineProtocol.PROBE)).isTrue();
    assertThat(read("2probes").carries(EngineProtocol.PROBE)).isFalse();
    assertThat(read("2prObe").carries(EngineProtocol.PROBE)).isFalse();
    assertThat(EnginePacket.binary(Bytes.utf8("probe")).carries(EngineProtocol.PROBE)).isFalse();
  }
}
