package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official Java client over polling, when the answer to one of its polls is lost: OkHttp sends
 * the poll again on a fresh connection, and the client itself hears nothing of it.
 */
class LostAnswerTest {
  private static final int EVENTS = 12;

  private Broker broker;
  private FaultProxy proxy;
  private ClientHost host;

  @BeforeEach
  void start(@TempDir Path data) throws Exception {
    broker = TestBrokers.start(data);
    proxy = FaultProxy.to(broker.port());
    host = Language.JAVA.host("lost-answer");
  }

  @AfterEach
  void stop() {
    host.close();
    proxy.close();
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "each", "offset"})
  void theEventsInItComeAgainInOrder(String mode) {
    StockClient member = connect("member-" + mode, mode);
    member.log().awaitConnects(1);
    member.emitForAck("$join", "R");
    StockClient publisher = publisher();
    for (int i = 0; i < EVENTS; i++) {
      if (i == EVENTS / 2) {
        member.log().awaitEvents("n", i);
        proxy.loseNext("\"n\"," + i);
      }
      publisher.emitForAck("$emit", Map.of("rooms", List.of("R")), "n", i);
    }
    member.log().awaitConnects(2);
    assertThat(proxy.hasLost()).isTrue();
    publisher.emitForAck("$emit", Map.of("rooms", List.of("R")), "last");
    member.log().awaitEvents("last", 1);
    assertThat(member.log().texts("n").stream().distinct().toList())
        .isEqualTo(IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList());
  }

  @Test
  void aClientWhoseConnectAnswerWasLostConnectsAgain() {
    proxy.loseNext("40{");
    StockClient client = connect("unanswered", "auto");
    client.log().awaitConnects(1);
    assertThat(proxy.hasLost()).isTrue();
    assertThat(client.emitForAck("$rooms").path(0).has("rooms")).isTrue();
  }

  private StockClient connect(String clientId, String mode) {
    return host.connect(
        clientId,
        ClientOptions.to(proxy.url()).auth("clientId", clientId).auth("ack", mode).over("polling"));
  }

  private StockClient publisher() {
    StockClient publisher = host.connect("publisher", ClientOptions.to(URI.create(broker.url())));
    publisher.log().awaitConnects(1);
    return publisher;
  }
}
