package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.it.rig.Binary;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every official client, unmodified, over every way of connecting it has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockClientsIT {
  private static final JsonMapper JSON = new JsonMapper();

  private BrokerProcess broker;

  @BeforeAll
  void startBroker(@TempDir Path data) {
    broker = start(data);
  }

  BrokerProcess start(Path data) {
    return BrokerProcess.start("stock-clients", data);
  }

  @AfterAll
  void stopBroker() {
    broker.close();
  }

  static Stream<Arguments> waysToConnect() {
    List<List<String>> transports =
        List.of(List.of("polling", "websocket"), List.of("polling"), List.of("websocket"));
    return Arrays.stream(Language.values())
        .flatMap(language -> transports.stream().map(names -> Arguments.of(language, names)));
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("waysToConnect")
  void joinsEmitsAndReceivesTextAndBinary(Language language, List<String> transports) {
    String way = language + "-" + String.join("-", transports);
    try (ClientHost host = language.host(way)) {
      StockClient client = host.connect(way, options(way, transports));
      client.log().awaitConnects(1);
      client.log().awaitTransport(transports.get(transports.size() - 1));

      assertThat(client.emitForAck("$join", way).path(0).has("position")).isTrue();
      Map<String, List<String>> target = Map.of("rooms", List.of(way));
      Map<String, Object> structure = Map.of("text", "häß€𝄞", "list", List.of(1, 2.5, false));
      Binary binary = Binary.of(new byte[] {0, -1, 30, 127});
      JsonNode confirm = client.emitForAck("$emit", target, "mixed", structure, binary, 7);

      assertThat(confirm.path(0).has("position")).isTrue();
      JsonNode arguments = client.log().awaitEvents("mixed", 1).detail();
      assertThat(arguments).isEqualTo(JSON.valueToTree(List.of(structure, binary, 7)));
    }
  }

  private ClientOptions options(String clientId, List<String> transports) {
    return ClientOptions.to(broker.url())
        .auth("clientId", clientId)
        .auth("ack", "each")
        .over(transports.toArray(new String[0]));
  }
}
