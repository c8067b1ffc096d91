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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stock clients and a broker that compresses. The JavaScript client in Node asks for
 * permessage-deflate by itself and compresses from 1024 bytes on; OkHttp and requests accept gzip.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedClientsIT {
  private static final JsonMapper JSON = new JsonMapper();

  private Broker broker;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    broker = TestBrokers.compressing(data);
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource({
    "JAVASCRIPT, websocket",
    "JAVASCRIPT, polling",
    "JAVA, websocket",
    "JAVA, polling",
    "PYTHON, websocket",
    "PYTHON, polling"
  })
  void largeAndSmallEventsArriveAsTheyWereSent(Language language, String transport) {
    String way = language + "-" + transport;
    try (ClientHost host = language.host(way)) {
      StockClient client = host.connect(way, options(way, transport));
      client.log().awaitConnects(1);
      client.emitForAck("$join", way);
      Map<String, List<String>> target = Map.of("rooms", List.of(way));
      Binary binary = Binary.of(new byte[5_000]);
      String text = "häß€ ".repeat(2_000);
      for (int i = 0; i < 5; i++) {
        JsonNode confirm = client.emitForAck("$emit", target, "large", text, binary, i);
        assertThat(confirm.path(0).has("position")).isTrue();
        client.emitForAck("$emit", target, "small", i);
      }
      client.log().awaitEvents("small", 5);
      List<JsonNode> large = client.log().events("large");
      for (int i = 0; i < 5; i++) {
        assertThat(large.get(i)).isEqualTo(JSON.valueToTree(List.of(text, binary, i)));
      }
    }
  }

  private ClientOptions options(String clientId, String transport) {
    return ClientOptions.to(URI.create(broker.url()))
        .auth("clientId", clientId)
        .auth("ack", "each")
        .over(transport);
  }
}
