package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JavaScript client's {@code retries} sends an emit again whose confirm does not come in time,
 * with nothing that says so. With an event id it is stored once.
 */
class RetriesIT {
  private static final String ROUTES =
      """
      namespaces:
        - name: /
          routes:
            - event: order
              to: room:R
              id: 1
      """;

  @TempDir Path data;
  private BrokerProcess broker;
  private FaultProxy proxy;
  private ClientHost host;
  private StockClient member;

  @BeforeEach
  void start() {
    broker = BrokerProcess.start("retries", data, ROUTES);
    proxy = FaultProxy.to(broker.url().getPort());
    host = Language.JAVASCRIPT.host("retries");
    member = host.connect("member", ClientOptions.to(broker.url()).auth("clientId", "member"));
    member.log().awaitConnects(1);
    member.emitForAck("$join", "R");
  }

  @AfterEach
  void stop() {
    host.close();
    proxy.close();
    broker.close();
  }

  private StockClient publisher(int retries, int ackTimeoutMs) {
    StockClient publisher =
        host.connect(
            "publisher",
            ClientOptions.to(proxy.url())
                .auth("clientId", "publisher")
                .over("websocket")
                .retrying(retries, ackTimeoutMs));
    publisher.log().awaitConnects(1);
    return publisher;
  }

  private static void emitByVerb(StockClient publisher, int number) {
    publisher.emit(
        "$emit", Map.of("rooms", List.of("R"), "id", "id-" + number), "order", "id-" + number);
  }

  private static void emitByRoute(StockClient publisher, int number) {
    publisher.emit("order", "id-" + number);
  }

  @Test
  void aConfirmLostWithItsConnectionLeavesTheEventStoredOnce() {
    loseConfirms(RetriesIT::emitByVerb);
  }

  @Test
  void soItIsForAPlainEmitWhoseRouteSaysWhichArgumentIsItsId() {
    loseConfirms(RetriesIT::emitByRoute);
  }

  private void loseConfirms(BiConsumer<StockClient, Integer> emit) {
    StockClient publisher = publisher(20, 1_000);
    int events = 10;
    for (int i = 0; i < events; i++) {
      proxy.loseNext("\"position\"");
      emit.accept(publisher, i);
      publisher.log().awaitConnects(2 + i);
    }
    assertStoredOnce(events);
  }

  /** Each is sent four times over the same connection, and given up by the client. */
  @Test
  void aConfirmThatIsTooLateEachTimeLeavesTheEventStoredOnce() {
    StockClient publisher = publisher(3, 100);
    proxy.delay(Duration.ofMillis(100));
    int events = 5;
    for (int i = 0; i < events; i++) {
      emitByVerb(publisher, i);
    }
    assertStoredOnce(events);
  }

  /** What comes after them in the room, from another, says that nothing more of them comes. */
  private void assertStoredOnce(int events) {
    member.log().awaitEvents("order", events);
    StockClient last = host.connect("last", ClientOptions.to(broker.url()));
    last.log().awaitConnects(1);
    last.emitForAck("$emit", Map.of("rooms", List.of("R")), "last");
    member.log().awaitEvents("last", 1);
    assertThat(member.log().texts("order"))
        .isEqualTo(IntStream.range(0, events).mapToObj(i -> "id-" + i).toList());
  }
}
