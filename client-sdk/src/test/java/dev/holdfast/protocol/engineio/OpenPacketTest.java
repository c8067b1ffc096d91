package dev.holdfast.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPacketTest {
  private static final String GOLDEN =
      "{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
          + "\"pingTimeout\":20000,\"maxPayload\":1000000}";
  private static final OpenPacket PACKET =
      new OpenPacket("lv_VI97HAXpY6yYWAAAC", List.of("websocket"), 25000, 20000, 1000000);

  @Test
  void theHandshakeHasExactlyTheFiveKeysOfTheReferenceServer() {
    assertThat(PACKET.toJson()).isEqualTo(Bytes.utf8(GOLDEN));
  }

  @Test
  void theHandshakeIsReadBack() throws EngineCodecException {
    assertThat(OpenPacket.fromJson(Bytes.utf8(GOLDEN))).isEqualTo(PACKET);
  }

  @Test
  void keysItDoesNotKnowAreSkipped() throws EngineCodecException {
    String more = GOLDEN.replace("{\"sid\"", "{\"more\":{\"a\":[1]},\"sid\"");
    assertThat(OpenPacket.fromJson(Bytes.utf8(more))).isEqualTo(PACKET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"sid\":1}",
        "{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1}",
        "{\"sid\":\"\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1,\"maxPayload\":1}",
        "{\"sid\":\"a\",\"upgrades\":[1],\"pingInterval\":1,\"pingTimeout\":1,\"maxPayload\":1}",
        "{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":0,\"pingTimeout\":1,\"maxPayload\":1}",
        "{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":1e9,\"pingTimeout\":1,\"maxPayload\":1}",
        "{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":99999999999,\"pingTimeout\":1,"
            + "\"maxPayload\":1}",
        "{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1,\"maxPayload\":1} 2"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> OpenPacket.fromJson(Bytes.utf8(json)))
        .isInstanceOf(EngineCodecException.class)
        .hasMessage("malformed open packet");
  }
}
