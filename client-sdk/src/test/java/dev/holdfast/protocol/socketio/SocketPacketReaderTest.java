package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden frames: what the reference server was seen to accept and to close on. */
class SocketPacketReaderTest {
  private final SocketPacketReader reader = new SocketPacketReader();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "40                   | CONNECT       | /       | -1 | ``",
        "40{\"token\":\"x\"}  | CONNECT       | /       | -1 | {\"token\":\"x\"}",
        "40/custom            | CONNECT       | /custom | -1 | ``",
        "40/custom,           | CONNECT       | /custom | -1 | ``",
        "40/x?q=1,{}          | CONNECT       | /x?q=1  | -1 | {}",
        "41                   | DISCONNECT    | /       | -1 | ``",
        "41/admin,            | DISCONNECT    | /admin  | -1 | ``",
        "42[\"hello\",1]      | EVENT         | /       | -1 | [\"hello\",1]",
        "42[1,2]              | EVENT         | /       | -1 | [1,2]",
        "42/,[\"a\"]          | EVENT         | /       | -1 | [\"a\"]",
        "420[\"a\"]           | EVENT         | /       | 0  | [\"a\"]",
        "42/admin,456[\"a\"]  | EVENT         | /admin  | 456| [\"a\"]",
        "4312[]               | ACK           | /       | 12 | []",
        "43/admin,1[{}]       | ACK           | /admin  | 1  | [{}]",
        "44{\"message\":\"\"} | CONNECT_ERROR | /       | -1 | {\"message\":\"\"}",
        "44\"Not authorized\" | CONNECT_ERROR | /       | -1 | \"Not authorized\"",
      })
  void packetIsReadFieldByField(
      String frame, PacketType type, String namespace, long ackId, String data) throws Exception {
    SocketPacket packet = reader.onText(message(frame));
    assertThat(packet.type()).isEqualTo(type);
    assertThat(packet.namespace()).isEqualTo(namespace);
    assertThat(packet.ackId()).isEqualTo(ackId);
    assertThat(packet.data()).isEqualTo(Bytes.utf8(data));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "4                                | EMPTY",
        "47                               | UNKNOWN_TYPE",
        "4x                               | UNKNOWN_TYPE",
        "40[]                             | WRONG_PAYLOAD",
        "40\"s\"                          | WRONG_PAYLOAD",
        "40custom                         | MALFORMED_JSON",
        "41{}                             | WRONG_PAYLOAD",
        "42[]                             | WRONG_PAYLOAD",
        "42{}                             | WRONG_PAYLOAD",
        "42[null]                         | WRONG_PAYLOAD",
        "42[[\"a\"]]                      | WRONG_PAYLOAD",
        "42[true]                         | WRONG_PAYLOAD",
        "42abc[\"a\"]                     | MALFORMED_JSON",
        "42[\"a\"                         | MALFORMED_JSON",
        "42[\"a\"]]                       | MALFORMED_JSON",
        "42[\"a\"] 1                      | MALFORMED_JSON",
        "42[\"a\",]                       | MALFORMED_JSON",
        "42[\"a\",01]                     | MALFORMED_JSON",
        "42[\"a\",NaN]                    | MALFORMED_JSON",
        "42[\"a\",'b']                    | MALFORMED_JSON",
        "42-1[\"a\"]                      | MALFORMED_JSON",
        "42/admin[\"a\"]                  | EVENTLESS",
        "42123456789012345678[\"a\"]      | BAD_ACK_ID",
        "43{}                             | WRONG_PAYLOAD",
        "44[]                             | WRONG_PAYLOAD",
        "45[\"a\"]                        | BAD_ATTACHMENT_COUNT",
        "45-[\"a\"]                       | BAD_ATTACHMENT_COUNT",
        "451[\"a\"]                       | BAD_ATTACHMENT_COUNT",
        "451                              | BAD_ATTACHMENT_COUNT",
        "450-[\"a\"]                      | BAD_ATTACHMENT_COUNT",
        "4511-[\"a\"]                     | TOO_MANY_ATTACHMENTS",
        "45999999999999999999999-[\"a\"]  | TOO_MANY_ATTACHMENTS",
        "451-                             | WRONG_PAYLOAD",
        "451-[\"a\",{\"_placeholder\":true,\"num\":1}]                    | BAD_PLACEHOLDER",
        "451-[\"a\",{\"_placeholder\":true,\"num\":-1}]                   | BAD_PLACEHOLDER",
        "451-[\"a\",{\"_placeholder\":true,\"num\":0.5}]                  | BAD_PLACEHOLDER",
        "451-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]                | BAD_PLACEHOLDER",
        "451-[\"a\",{\"_placeholder\":true,\"num\":99999999999999999999}] | BAD_PLACEHOLDER",
        "451-[\"a\",{\"_placeholder\":true}]                              | BAD_PLACEHOLDER",
        "451-[\"a\",[{\"x\":{\"_placeholder\":true,\"num\":1}}]]          | BAD_PLACEHOLDER",
        "461-[{\"num\":1,\"y\":[{}],\"_placeholder\":true}]               | BAD_PLACEHOLDER",
      })
  void whatTheReferenceServerClosesOnIsRefused(String frame, String reason) throws Exception {
    if (reason.equals("EVENTLESS")) {
      // Without its comma all of it is the namespace's name: no payload is left, as in JavaScript.
      assertThat(reader.onText(message(frame))).isNull();
      return;
    }
    assertRefused(frame, Reason.valueOf(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
        "\\u0063onnect"
      })
  void reservedEventNameIsRefused(String name) {
    assertRefused("42[\"" + name + "\"]", Reason.RESERVED_EVENT_NAME);
    assertRefused("451-[\"" + name + "\"]", Reason.RESERVED_EVENT_NAME);
  }

  @Test
  void reservedNameIsFreeForAnswers() throws Exception {
    assertThat(reader.onText(message("431[\"connect\"]")).payload().size()).isEqualTo(1);
  }

  @Test
  void eventWithoutPayloadMeansNothing() throws Exception {
    assertThat(reader.onText(message("42"))).isNull();
    assertThat(reader.onText(message("42[\"a\"]"))).isNotNull();
  }

  @Test
  void binaryEventIsCompleteWithItsLastAttachment() throws Exception {
    String json =
        "[\"f\",{\"_placeholder\":true,\"num\":0},{\"in\":[{\"_placeholder\":true,\"num\":1}]}]";
    assertThat(reader.onText(message("452-/x,7" + json))).isNull();
    assertThat(reader.onBinary(Bytes.utf8("one"))).isNull();
    SocketPacket packet = reader.onBinary(Bytes.EMPTY);
    assertThat(packet.type()).isEqualTo(PacketType.BINARY_EVENT);
    assertThat(packet.namespace()).isEqualTo("/x");
    assertThat(packet.ackId()).isEqualTo(7);
    assertThat(packet.payload().name()).isEqualTo("f");
    assertThat(packet.attachments()).containsExactly(Bytes.utf8("one"), Bytes.EMPTY);
    assertThat(reader.onText(message("42[\"next\"]"))).isNotNull();
  }

  @Test
  void tenAttachmentsAreAllowed() throws Exception {
    assertThat(reader.onText(message("4510-[\"f\"]"))).isNull();
    for (int i = 1; i < SocketPacketReader.MAX_ATTACHMENTS; i++) {
      assertThat(reader.onBinary(Bytes.EMPTY)).isNull();
    }
    assertThat(reader.onBinary(Bytes.EMPTY).attachments()).hasSize(10);
  }

  @Test
  void textIsRefusedWhileAttachmentsAreAwaited() throws Exception {
    reader.onText(message("451-[\"f\"]"));
    assertRefused("42[\"a\"]", Reason.ATTACHMENT_EXPECTED);
  }

  @Test
  void binaryMessageOutOfPlaceIsRefused() {
    assertThatExceptionOfType(SocketProtocolException.class)
        .isThrownBy(() -> reader.onBinary(Bytes.EMPTY))
        .extracting(SocketProtocolException::reason)
        .isEqualTo(Reason.ATTACHMENT_UNEXPECTED);
  }

  @Test
  void malformedUtf8IsRefused() {
    byte[] text = "2[\"a\",\"?\"]".getBytes(StandardCharsets.US_ASCII);
    text[7] = (byte) 0xff;
    assertThatExceptionOfType(SocketProtocolException.class)
        .isThrownBy(() -> reader.onText(Bytes.of(text)))
        .extracting(SocketProtocolException::reason)
        .isEqualTo(Reason.MALFORMED_UTF8);
  }

  @Test
  void nestingIsBounded() throws Exception {
    int deepest = SocketPacketReader.MAX_DEPTH - 1;
    String good = "42[\"a\"," + "[".repeat(deepest) + "]".repeat(deepest) + "]";
    assertThat(reader.onText(message(good))).isNotNull();
    assertRefused("42[\"a\"," + "[".repeat(5000), Reason.MALFORMED_JSON);
    assertRefused("451-[\"a\"," + "[".repeat(5000), Reason.MALFORMED_JSON);
  }

  @Test
  void ofTwoNumbersInAPlaceholderTheLaterOneCounts() throws Exception {
    assertRefused(
        "451-[\"a\",{\"_placeholder\":true,\"num\":0,\"num\":\"x\"}]", Reason.BAD_PLACEHOLDER);
    assertThat(reader.onText(message("451-[\"a\",{\"_placeholder\":true,\"num\":7,\"num\":0}]")))
        .as("its attachment is to come")
        .isNull();
  }

  @Test
  void whatIsMoreThanABrokerTakesIsReadAndSaysSo() throws Exception {
    int taken = SocketPacketReader.MAX_TAKEN_DEPTH - 1;
    assertThat(excess("[".repeat(taken) + "]".repeat(taken))).isNull();
    assertThat(excess("[".repeat(taken + 1) + "]".repeat(taken + 1)))
        .isEqualTo("is nested more than 200 levels deep");
    for (String fine : List.of("9".repeat(1000), "-1.5e-9999", "\"" + "9".repeat(2000) + "\"")) {
      assertThat(excess(fine)).as(fine).isNull();
    }
    for (String number : List.of("9".repeat(1001), "1e99999", "1E-00001", "0." + "1".repeat(999))) {
      assertThat(excess("[{\"a\":" + number + "}]"))
          .as(number)
          .isEqualTo(
              "has a number of more than 1000 characters, or with an exponent of more than 4"
                  + " digits");
    }
  }

  private @Nullable String excess(String argument) throws SocketProtocolException {
    SocketPacket packet =
        Objects.requireNonNull(reader.onText(message("42[\"a\"," + argument + "]")));
    return packet.payload().excess();
  }

  @Test
  void namespaceIsBounded() {
    assertRefused("40/" + "n".repeat(1000), Reason.NAMESPACE_TOO_LONG);
  }

  @Test
  void textThatLooksLikeUtf16IsRefused() {
    assertRefused("42[\0\"\0a\0\"\0]\0", Reason.MALFORMED_JSON);
  }

  private void assertRefused(String frame, Reason reason) {
    assertThatExceptionOfType(SocketProtocolException.class)
        .as(frame)
        .isThrownBy(() -> reader.onText(message(frame)))
        .extracting(SocketProtocolException::reason)
        .isEqualTo(reason);
  }

  /** The frame as seen on a WebSocket, less the Engine.IO type digit. */
  private static Bytes message(String frame) {
    assertThat(frame).startsWith("4");
    return Bytes.utf8(frame.substring(1));
  }
}
