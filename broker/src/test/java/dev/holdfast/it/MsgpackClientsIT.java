package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.Binary;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JavaScript client with socket.io-msgpack-parser, in one room with one without. */
class MsgpackClientsIT {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling websocket"})
  void clientsOfBothParsersExchangeTextAndBinary(String transports, @TempDir Path data)
      throws Exception {
    try (Broker broker = TestBrokers.start(data);
        ClientHost msgpackHost = ClientHost.javascriptWithMsgpack("room");
        ClientHost jsonHost = Language.JAVASCRIPT.host("room")) {
      URI json = URI.create(broker.url());
      URI packed = URI.create("http://127.0.0.1:" + broker.msgpackPort());
      StockClient msgpack = join(msgpackHost, options(packed, "msgpack", transports));
      StockClient plain = join(jsonHost, options(json, "plain", transports));
      Map<String, List<String>> room = Map.of("rooms", List.of("R"));
      Map<String, Object> structure = Map.of("text", "häß€𝄞", "list", Arrays.asList(1, 2.5, null));
      Binary binary = Binary.of(new byte[] {0, -1, 30, 127});

      JsonNode confirm = msgpack.emitForAck("$emit", room, "packed", structure, binary, 70_000);
      assertThat(confirm.path(0).has("position")).isTrue();
      plain.emitForAck("$emit", room, "plain", structure, binary, -1);

      for (StockClient client : List.of(msgpack, plain)) {
        assertThat(client.log().awaitEvents("packed", 1).detail())
            .isEqualTo(JSON.valueToTree(List.of(structure, binary, 70_000)));
        assertThat(client.log().awaitEvents("plain", 1).detail())
            .isEqualTo(JSON.valueToTree(List.of(structure, binary, -1)));
      }
    }
  }

  private static StockClient join(ClientHost host, ClientOptions options) {
    StockClient client = host.connect("member", options);
    client.log().awaitConnects(1);
    assertThat(client.emitForAck("$join", "R").path(0).has("position")).isTrue();
    return client;
  }

  private static ClientOptions options(URI url, String clientId, String transports) {
    return ClientOptions.to(url)
        .auth("clientId", clientId)
        .auth("ack", "each")
        .over(transports.split(" "));
  }
}
