package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stock client that only listens never stalls on its window, whatever carries it. */
class ModeAutoIT {
  private static final int EVENTS = Integer.getInteger("holdfast.auto.events", 500);

  @ParameterizedTest
  @CsvSource({
    "polling, true",
    "polling, false",
    "websocket, true",
    "polling websocket, true",
    "polling websocket, false"
  })
  void clientThatReceivesWithoutPauseNeverStalls(
      String transports, boolean known, @TempDir Path data) {
    try (BrokerProcess broker = BrokerProcess.start("auto", data);
        ClientHost host = Language.JAVA.host("auto")) {
      ClientOptions options =
          ClientOptions.to(broker.url()).auth("window", "10").over(transports.split(" "));
      StockClient publisher = host.connect("publisher", ClientOptions.to(broker.url()));
      publisher.log().awaitConnects(1);
      StockClient member = host.connect("m", known ? options.auth("clientId", "m") : options);
      member.log().awaitConnects(1);
      member.emitForAck("$join", "R");
      for (int i = 0; i < EVENTS; i++) {
        publisher.emit("$emit", Map.of("rooms", List.of("R")), "n", i);
      }
      member.log().awaitEvents("n", EVENTS);
      assertThat(member.log().texts("n"))
          .isEqualTo(IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList());
    }
  }
}
