package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ConnectionLimitsConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.transport.HttpSocket;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stock client that is refused with 429 comes back by itself, whatever its language. */
class ReconnectStormIT {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  static Stream<Arguments> waysToConnect() {
    return Arrays.stream(Language.values())
        .flatMap(
            language ->
                Stream.of("polling", "websocket").map(name -> Arguments.of(language, name)));
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("waysToConnect")
  void comesBackWhenItMay(Language language, String transport, @TempDir Path data)
      throws Exception {
    try (Broker broker = TestBrokers.start(data, oneASecond());
        FaultProxy proxy = FaultProxy.to(broker.port());
        ClientHost host = language.host("storm-" + language + "-" + transport)) {
      StockClient client = host.connect(transport, ClientOptions.to(proxy.url()).over(transport));
      client.log().awaitConnects(1);
      takeAllPermits(broker);
      long refused = broker.limits().count(Limit.CONNECTION_RATE);
      proxy.cutAll();
      client.log().awaitConnects(2);
      assertThat(broker.limits().count(Limit.CONNECTION_RATE)).isGreaterThan(refused);
      assertThat(client.emitForAck("$rooms").path(0).has("rooms")).isTrue();
    }
  }

  private static LimitsConfig oneASecond() {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    return new LimitsConfig(
        new ConnectionLimitsConfig(1000, 1000, 1000, 1000, 1, 1, 0, 1, List.of(), List.of()),
        usual.transport(),
        usual.sessions());
  }

  /** So that the next permit is a second away. */
  private static void takeAllPermits(Broker broker) {
    int status = 200;
    while (status == 200) {
      try (HttpSocket stranger = new HttpSocket(broker.port())) {
        status = stranger.get(POLLING).status();
      }
    }
    assertThat(status).isEqualTo(429);
  }
}
