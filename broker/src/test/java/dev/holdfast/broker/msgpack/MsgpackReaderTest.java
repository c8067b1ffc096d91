package dev.holdfast.broker.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.Bytes;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets as socket.io-msgpack-parser 3.0.2 writes them, with notepack.io 2.2.0. */
class MsgpackReaderTest {
  /** An event whose arguments follow: a map of three, {@code type}, {@code nsp}, {@code data}. */
  private static final String EVENT = "83a47479706502a36e7370a12fa464617461";

  private static final int MAX_TEXT_BYTES = 100_000;

  private static MsgpackReader.Transcoded read(String hex) throws MalformedMessageException {
    return MsgpackReader.read(Bytes.of(HexFormat.of().parseHex(hex)), MAX_TEXT_BYTES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "84a47479706500a46461746181a8636c69656e744964a163a76f7074696f6e7381a8636f6d7072657373c3"
            + "a36e7370a12f | 0/,{\"clientId\":\"c\"}",
        "84a47479706500a464617461d40000a76f7074696f6e7380a36e7370a22f78 | 0/x,",
        "82a47479706501a36e7370a12f | 1/,",
        "84a47479706503a46461746190a2696400a36e7370a12f | 3/,0[]",
        "85a47479706502a4646174619ea16101fbcd012cce00011170cf0000000100000000d3ffffffff00000000"
            + "cb3ff8000000000000c3c0d40000a9c3a9e282acf09f9880918081a16b90a76f7074696f6e7381a863"
            + "6f6d7072657373c3a269640ca36e7370a12f | 2/,12[\"a\",1,-5,300,70000,4294967296,"
            + "-4294967296,1.5,true,null,null,\"é€😀\",[{}],{\"k\":[]}]",
      })
  void aPacketIsTheTextThatTheJsonParserWouldHaveSent(String hex, String text) throws Exception {
    assertThat(read(hex).text()).hasToString(text);
    assertThat(read(hex).attachments()).isEmpty();
  }

  @Test
  void binaryBecomesAttachmentsADateItsTextAndWhatIsNoNumberNull() throws Exception {
    MsgpackReader.Transcoded packet =
        read(
            "83a47479706502a46461746194a162c402010282a16ec7010003a164d7000000018bcfe5687bcb7ff8000000"
                + "000000a36e7370a52f63686174");
    assertThat(packet.text())
        .hasToString(
            "52-/chat,[\"b\",{\"_placeholder\":true,\"num\":0},"
                + "{\"n\":{\"_placeholder\":true,\"num\":1},\"d\":\"2023-11-14T22:13:20.123Z\"},null]");
    assertThat(packet.attachments())
        .containsExactly(Bytes.of(new byte[] {1, 2}), Bytes.of(new byte[] {3}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "01", // no map
        "80", // no type
        "81a47479706502", // no namespace
        "82a47479706505a36e7370a12f", // no such type
        "82a47479706502a36e7370a178", // a namespace without slash
        "82a47479706502a36e7370a32f612c", // one that the text could not carry
        "83a47479706502a36e7370a12fa26964ff", // a negative id
        "83a47479706502a36e7370a12fa26964a131", // an id that is text
        "82a47479706502a36e7370a12f00", // something behind it
        "83a47479706502a36e7370a12fa464617461c6ffffffff", // a length that lies
        "83a47479706502a36e7370a12fa464617461dd7fffffff", // an array that is not there
        "83a47479706502a36e7370a12fa464617461d40500", // an unknown extension
        "83a47479706502a36e7370a12fa464617461c1", // never used
        "84a47479706502a36e7370a12fa46461746190a46461746190", // two payloads
      })
  void whatIsNoPacketIsRefused(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void whatIsNestedTooDeeplyIsRefused() {
    String deep = "83a47479706502a36e7370a12fa464617461" + "91".repeat(100_000);
    assertThatThrownBy(() -> read(deep))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("nested too deeply");
  }

  @Test
  void nothingElseEscapesWhateverComes() {
    long seed = System.nanoTime();
    System.out.println("seed of nothingElseEscapesWhateverComes: " + seed);
    Random random = new Random(seed);
    byte[] packet =
        HexFormat.of()
            .parseHex(
                "84a47479706502a46461746196a162c402010282a16ec7010003a164d7000000018bcfe5687bcb7ff800"
                    + "0000000000c0cd012ca269640ca36e7370a52f63686174");
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] mutated = packet.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(mutated.length) : mutated.length;
      try {
        assertThat(
                MsgpackReader.read(Bytes.of(mutated, 0, length), MAX_TEXT_BYTES).text().isEmpty())
            .isFalse();
        read++;
      } catch (MalformedMessageException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
    assertThat(read).as("some are still packets").isPositive();
  }

  private static void assertRefused(String arguments, String words) {
    assertThatThrownBy(() -> read(EVENT + arguments))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(words);
  }

  @Test
  void attachmentsAreCountedAsTheyAreFound() throws Exception {
    assertThat(read(EVENT + "9a" + "c400".repeat(10)).attachments()).hasSize(10);
    assertRefused("9b" + "c400".repeat(11), "too many attachments");
  }

  @Test
  void whatBecomesTooLongInJsonIsGivenUpWhileItGrows() throws Exception {
    assertThat(read(EVENT + "dc4c00" + "c0".repeat(0x4c00)).text().length()).isLessThan(100_000);
    assertRefused("dc4f00" + "c0".repeat(0x4f00), "longer in JSON");
    assertRefused("91da4f00" + "01".repeat(0x4f00), "longer in JSON");
  }
}
