package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientLog;
import dev.holdfast.it.rig.ClientLog.Kind;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connection state recovery with the official JavaScript client as it is: {@code socket.recovered},
 * and handlers that run before those of {@code connect}.
 */
class RecoveryIT {
  private static final String EVENT = "reading";
  private static final String CONFIGURATION =
      """
      namespaces:
        - name: /
          recovery: true
      """;

  private BrokerProcess broker;
  private FaultProxy proxy;
  private ClientHost pages;
  private ClientHost emitters;
  private StockClient emitter;
  private int emitted;

  @BeforeEach
  void start(@TempDir Path data) {
    broker = BrokerProcess.start("recovery", data, CONFIGURATION);
    proxy = FaultProxy.to(broker.port());
    pages = Language.JAVASCRIPT.host("pages");
    emitters = Language.JAVA.host("emitters");
    emitter = emitters.connect("emitter", ClientOptions.to(broker.url()).auth("ack", "batch"));
    emitter.log().awaitConnects(1);
  }

  @AfterEach
  void stop() {
    pages.close();
    emitters.close();
    proxy.close();
    broker.close();
  }

  /** In room R, over the proxy. */
  private StockClient page(String... transports) {
    ClientOptions options = ClientOptions.to(proxy.url());
    StockClient page =
        pages.connect("page", transports.length == 0 ? options : options.over(transports));
    page.log().awaitConnects(1);
    page.emitForAck("$join", "R");
    return page;
  }

  private void emit(int count) {
    for (int i = 0; i < count; i++) {
      Map<String, List<String>> target = Map.of("rooms", List.of("R"));
      assertThat(emitter.emitForAck("$emit", target, EVENT, emitted++).path(0).has("position"))
          .isTrue();
    }
  }

  /** While nothing gets through and the broker has noticed nothing. */
  private void missed(int count) {
    proxy.stall();
    emit(count);
    proxy.cutAll();
    proxy.flow();
  }

  private void assertRecovered(StockClient page, ClientLog.Entry first, int connects) {
    ClientLog.Entry again = page.log().awaitConnects(connects);
    assertThat(again.detail().path("recovered").asBoolean()).as("recovered").isTrue();
    assertThat(again.name()).as("sid").isEqualTo(first.name());
  }

  private void assertEverythingCameOnceAndInOrder(StockClient page) {
    page.log().awaitEvents(EVENT, emitted);
    assertThat(page.log().texts(EVENT))
        .isEqualTo(IntStream.range(0, emitted).mapToObj(Integer::toString).toList());
  }

  @Test
  void pageThatHadReceivedNothingYetRecoversAndItsHandlersRunBeforeConnect() {
    StockClient page = page();
    ClientLog.Entry first = page.log().awaitConnects(1);
    missed(3);
    assertRecovered(page, first, 2);
    List<ClientLog.Entry> seen =
        page.log().entries().stream().filter(e -> e.kind() != Kind.TRANSPORT).toList();
    List<Kind> lastFour = seen.stream().map(ClientLog.Entry::kind).skip(seen.size() - 4L).toList();
    assertThat(lastFour).containsExactly(Kind.EVENT, Kind.EVENT, Kind.EVENT, Kind.CONNECT);
    assertEverythingCameOnceAndInOrder(page);
  }

  @Test
  void pageRecoversTenTimesInARowOverPollingToo() {
    StockClient page = page("polling");
    ClientLog.Entry first = page.log().awaitConnects(1);
    for (int time = 1; time <= 10; time++) {
      missed(2);
      assertRecovered(page, first, time + 1);
      emit(1);
      page.log().awaitEvents(EVENT, emitted);
    }
    assertEverythingCameOnceAndInOrder(page);
  }

  @Test
  void pageRecoversAfterTheBrokerWasKilled() {
    StockClient page = page();
    ClientLog.Entry first = page.log().awaitConnects(1);
    emit(3);
    page.log().awaitEvents(EVENT, 3);
    proxy.stall();
    emit(3);
    broker.kill9();
    proxy.cutAll();
    broker.restart();
    emitter.log().awaitConnects(2);
    emit(1);
    proxy.flow();
    assertRecovered(page, first, 2);
    emit(1);
    assertEverythingCameOnceAndInOrder(page);
  }

  @Test
  void pageRecoversAfterTheBrokerWasStoppedAndStarted() {
    StockClient page = page();
    ClientLog.Entry first = page.log().awaitConnects(1);
    emit(1);
    page.log().awaitEvents(EVENT, 1);
    broker.terminate();
    broker.restart();
    assertRecovered(page, first, 2);
    emitter.log().awaitConnects(2);
    emit(2);
    assertEverythingCameOnceAndInOrder(page);
  }

  /** The network changes; the broker would notice by the heartbeat, after 45 seconds at most. */
  @Test
  void pageRecoversWhileItsDeadConnectionStillStands() {
    StockClient page = page("websocket");
    ClientLog.Entry first = page.log().awaitConnects(1);
    emit(1);
    page.log().awaitEvents(EVENT, 1);
    proxy.stall();
    emit(2);
    assertThat(proxy.halfOpenAll()).isEqualTo(1);
    proxy.flow();
    assertRecovered(page, first, 2);
    emit(1);
    assertEverythingCameOnceAndInOrder(page);
  }
}
