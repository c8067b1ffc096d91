package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.Acks;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stock client in mode each gets again, and what it does not, after something died. */
class RedeliveryIT {
  private static final String EVENT = "reading";

  private BrokerProcess broker;
  private FaultProxy proxy;
  private URI proxyUrl;

  @BeforeEach
  void start(@TempDir Path data) {
    broker = start(data, "redelivery");
    proxy = FaultProxy.to(broker.port());
    proxyUrl = URI.create(broker.url().getScheme() + "://127.0.0.1:" + proxy.url().getPort());
  }

  BrokerProcess start(Path data, String name) {
    return BrokerProcess.start(name, data);
  }

  @AfterEach
  void stop() {
    proxy.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void killedClientGetsWhatItMissedInOrderAfterTheBrokerWasKilledToo(Language language) {
    String client = "member-" + language;
    try (ClientHost host = language.host("before")) {
      join(host, client);
      host.kill();
    }
    publish(IntStream.range(0, 10));
    broker.kill9();
    broker.restart();

    try (ClientHost host = language.host("after")) {
      StockClient member = host.connect(client, options(broker.url(), client));
      member.log().awaitEvents(EVENT, 10);
      publish(IntStream.of(10));
      member.log().awaitEvents(EVENT, 11);
      assertThat(member.log().texts(EVENT)).isEqualTo(texts(IntStream.rangeClosed(0, 10)));
    }
  }

  static Stream<Arguments> languagesAndTransports() {
    return Arrays.stream(Language.values())
        .flatMap(
            language ->
                Stream.of("polling", "websocket").map(name -> Arguments.of(language, name)));
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("languagesAndTransports")
  void idleClientComesBackAfterACleanRestartAndWhatItAcknowledgedIsOver(
      Language language, String transport) {
    String client = "member-" + language;
    try (ClientHost host = language.host("acknowledging")) {
      StockClient member = join(host, options(broker.url(), client).over(transport));
      publish(IntStream.range(0, 10));
      member.log().awaitEvents(EVENT, 10);
      member.emitForAck("$rooms"); // read after the acks
      broker.terminate();
      broker.restart();
      member.log().awaitConnects(2);

      publish(IntStream.of(10));
      member.log().awaitEvents(EVENT, 11);
      assertThat(member.log().texts(EVENT)).isEqualTo(texts(IntStream.rangeClosed(0, 10)));
    }
  }

  @Test
  void heldEventComesAgainOnEveryConnectionUntilItIsAcknowledged() {
    try (ClientHost host = Language.JAVASCRIPT.host("holding")) {
      StockClient member = host.connect("holder", options(proxyUrl, "holder").acking(Acks.HOLD));
      member.log().awaitConnects(1);
      member.emitForAck("$join", "room");
      publish(IntStream.of(1));
      member.log().awaitEvents(EVENT, 1);
      proxy.cutAll();
      var again = member.log().awaitEvents(EVENT, 2);
      assertThat(member.log().texts(EVENT)).containsExactly("1", "1");

      member.ack(again);
      member.emitForAck("$rooms"); // read after the ack
      proxy.cutAll();
      publish(IntStream.of(2));
      member.log().awaitEvents(EVENT, 3);
      assertThat(member.log().texts(EVENT)).containsExactly("1", "1", "2");
    }
  }

  @Test
  void eventAcknowledgedOutOfOrderIsLeftOutOfTheReplay() {
    try (ClientHost host = Language.JAVASCRIPT.host("out-of-order")) {
      StockClient member = host.connect("picky", options(proxyUrl, "picky").acking(Acks.HOLD));
      member.log().awaitConnects(1);
      member.emitForAck("$join", "room");
      publish(IntStream.rangeClosed(1, 3));
      member.log().awaitEvents(EVENT, 3);
      member.ack(member.log().awaitEvents(EVENT, 2));
      member.emitForAck("$rooms");
      proxy.cutAll();

      member.log().awaitEvents(EVENT, 5);
      assertThat(member.log().texts(EVENT)).containsExactly("1", "2", "3", "1", "3");
    }
  }

  private StockClient join(ClientHost host, String client) {
    return join(host, options(broker.url(), client));
  }

  private static StockClient join(ClientHost host, ClientOptions options) {
    StockClient member = host.connect(options.auth().get("clientId"), options);
    member.log().awaitConnects(1);
    assertThat(member.emitForAck("$join", "room").path(0).has("position")).isTrue();
    return member;
  }

  /** Emits each number to the room, from a client of its own; returns when all are confirmed. */
  private void publish(IntStream numbers) {
    try (ClientHost host = Language.JAVA.host("publisher")) {
      StockClient publisher = host.connect("publisher", ClientOptions.to(broker.url()));
      publisher.log().awaitConnects(1);
      numbers.forEach(number -> emit(publisher, number));
    }
  }

  private static void emit(StockClient publisher, int number) {
    Map<String, List<String>> target = Map.of("rooms", List.of("room"));
    assertThat(publisher.emitForAck("$emit", target, EVENT, number).path(0).has("position"))
        .isTrue();
  }

  private static List<String> texts(IntStream numbers) {
    return numbers.mapToObj(Integer::toString).toList();
  }

  private static ClientOptions options(URI url, String client) {
    return ClientOptions.to(url).auth("clientId", client).auth("ack", "each");
  }
}
