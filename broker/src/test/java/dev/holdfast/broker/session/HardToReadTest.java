package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.client.Decision;
import dev.holdfast.client.Event;
import dev.holdfast.client.HistoryPage;
import dev.holdfast.client.HistoryQuery;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is legal JSON and hard to read: as deep as it may be, with numbers that no library takes,
 * with objects that look like placeholders. One client's values must not keep others from going on.
 */
class HardToReadTest {
  /** The deepest that a client may send, the packet's own array or object included. */
  private static final int DEEPEST = 200;

  private static final String OUTSIZED = "9".repeat(1001);
  private static final String LITERAL = "{\"_placeholder\":true,\"num\":99}";
  private static final String OTHERS = "{\"_placeholder\":true,\"num\":0}";

  @TempDir Path dataDir;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    broker.close();
  }

  private static String deep(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private HoldfastClient client(String id) throws Exception {
    HoldfastClient client =
        HoldfastClient.builder(broker.url())
            .clientId(id)
            .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(100))
            .build();
    open.add(client);
    await(client.connect());
    return client;
  }

  private HoldfastBackend backend(String namespace) {
    HoldfastBackend backend =
        HoldfastBackend.builder(broker.url())
            .clientId("chat")
            .namespace(namespace)
            .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(100))
            .build();
    open.add(backend);
    backend.onConnection(session -> said.add(session.sid()));
    return backend;
  }

  private RawClient raw() {
    RawClient client = RawClient.open(broker.port());
    open.add(client);
    return client;
  }

  private RawClient joined(String auth) {
    RawClient client = RawClient.connect(broker.port(), auth);
    open.add(client);
    return client;
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String heard() throws InterruptedException {
    return String.valueOf(said.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void whatAClientSendsAtTheDepthThatIsTakenReachesTheBackendAndKeepsNobodyOut() throws Exception {
    RawClient deep = raw();
    String answer = deep.ask("40/backed,{\"a\":" + deep(DEEPEST - 1) + "}");
    assertThat(answer).startsWith("40/backed,{\"sid\":");
    String second = raw().ask("40/backed,{}");
    await(backend("/backed").connect());
    assertThat(heard()).isEqualTo(BackendRig.sidIn(answer));
    assertThat(heard()).isEqualTo(BackendRig.sidIn(second));
  }

  @Test
  void theSameWhereTheBackendIsAskedWhoMayConnect() throws Exception {
    HoldfastBackend backend = backend("/guarded");
    backend.authorize(request -> Decision.accept());
    await(backend.connect());
    RawClient deep = raw();
    assertThat(deep.ask("40/guarded,{\"a\":" + deep(DEEPEST - 1) + "}"))
        .startsWith("40/guarded,{\"sid\":");
    assertThat(raw().ask("40/guarded,{}")).startsWith("40/guarded,{\"sid\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deep", "long number", "large exponent"})
  void whatIsTooMuchIsRefusedByName(String kind) {
    String value =
        switch (kind) {
          case "deep" -> deep(DEEPEST);
          case "long number" -> OUTSIZED;
          default -> "1e99999";
        };
    String what = kind.equals("deep") ? "nested more than 200 levels deep" : "has a number";
    RawClient client = raw();
    assertThat(client.ask("40{\"a\":" + value + "}"))
        .startsWith("44{\"message\":")
        .contains(what)
        .contains("\"code\":\"bad-request\"");
    assertThat(client.ask("40{}")).startsWith("40{\"sid\"");
    for (String event : List.of("\"plain\"", "\"$emit\",{\"everyone\":true},\"n\"")) {
      assertThat(client.ask("421[" + event + "," + value + "]"))
          .startsWith("431[{\"error\":{\"code\":\"bad-request\",\"message\":")
          .contains(what);
      assertThat(client.ask("42[" + event + "," + value + "]")).startsWith("42[\"$error\",{");
    }
    assertThat(client.untilNow()).isEmpty();
  }

  @Test
  void anAnswerThatIsTooMuchCountsAsNone() {
    RawClient backend = raw();
    backend.ask("40/backed,{\"clientId\":\"chat\",\"ack\":\"batch\",\"shared\":true}");
    RawClient alice = raw();
    alice.ask("40/backed,{\"clientId\":\"alice\"}");
    backend.next(); // $connection
    backend.send("42/backed,1[\"$ask\",{\"clients\":[\"alice\"]},\"q\"]");
    assertThat(alice.nextBesidesPings()).startsWith("42/backed,0[\"q\"");
    alice.send("43/backed,0[" + deep(DEEPEST) + "]");
    assertThat(backend.nextBesidesPings())
        .startsWith("43/backed,1[{\"answers\":[],\"missing\":[{\"sid\":")
        .contains("\"clientId\":\"alice\"}]}]");
    assertThat(alice.ask("42/backed,2[\"$rooms\"]")).startsWith("43/backed,2[");
  }

  @Test
  void theDeepestEventIsInTheHistoryAndIsADeadLetter() throws Exception {
    HoldfastClient alice = client("alice");
    await(alice.emitToRoom("R", "first"));
    RawClient bob = joined("{}");
    String event = "\"n\"," + deep(DEEPEST - 1);
    assertThat(bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]}," + event + "]")).contains("position");
    HistoryPage page = await(alice.history("R", HistoryQuery.from(Place.earliest())));
    assertThat(page.events()).extracting(Event::name).containsExactly("first", "n");
    assertThat(page.events().get(1).json(0)).isEqualTo(deep(DEEPEST - 1));
  }

  @Test
  void keysOfAnyLengthAreRead() throws Exception {
    RawClient bob = joined("{}");
    String event = "\"n\",{\"" + "k".repeat(60_000) + "\":1}";
    assertThat(bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]}," + event + "]")).contains("position");
    HistoryPage page = await(client("alice").history("R", HistoryQuery.from(Place.earliest())));
    assertThat(page.events()).hasSize(1);
  }

  private void emit(RawClient client, String rooms, String argument) {
    String targets = "{\"rooms\":[\"" + rooms + "\"]}";
    assertThat(client.ask("421[\"$emit\"," + targets + ",\"n\"," + argument + "]"))
        .contains("position");
  }

  private void emitBinary(RawClient client, String room, int data) {
    String targets = "{\"rooms\":[\"" + room + "\"]}";
    client.send("451-1[\"$emit\"," + targets + ",\"b\"," + OTHERS + "]");
    client.sendBinary(new byte[] {(byte) data});
    assertThat(client.nextBesidesPings()).contains("position");
  }

  @Test
  void whatLooksLikeAPlaceholderStandsInNoHistoryBesideAnAttachment() throws Exception {
    RawClient bob = joined("{}");
    emit(bob, "R", LITERAL);
    emitBinary(bob, "R", 1);
    emit(bob, "R", "{\"a\":[{\"num\":0,\"\\u005fplaceholder\":true}]}");
    emit(bob, "R", "5");
    emitBinary(bob, "R", 2);
    List<String> seen = new ArrayList<>();
    HoldfastClient alice = client("alice");
    HistoryQuery query = HistoryQuery.from(Place.earliest());
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      HistoryPage page = await(alice.history("R", query));
      for (Event event : page.events()) {
        seen.add(event.name().equals("b") ? "b:" + event.binary(0)[0] : event.json(0));
      }
      next = page.next();
      query = query.after(next.orElse(""));
    }
    assertThat(seen)
        .containsExactly(LITERAL, "b:1", "{\"a\":[{\"num\":0,\"_placeholder\":true}]}", "5", "b:2");
    assertThatAStockClientReads(bob);
  }

  /** As socket.io-parser 4.2: a placeholder without its attachment ends the connection. */
  private static void assertThatAStockClientReads(RawClient client) {
    String from = "\"earliest\"";
    while (!from.equals("null")) {
      String answer = client.ask("422[\"$history\",{\"room\":\"R\",\"from\":" + from + "}]");
      boolean plain = answer.startsWith("432[");
      int attachments = plain ? 0 : Integer.parseInt(answer.substring(2, answer.indexOf('-')));
      for (int i = 0; i < attachments; i++) {
        assertThat(client.next()).startsWith("b:");
      }
      int marks = answer.split("placeholder\":true", -1).length - 1;
      assertThat(plain || marks == attachments).as(answer).isTrue();
      from = answer.replaceAll(".*\"next\":(null|\"[^\"]*\").*", "$1");
    }
  }

  @Test
  void theSameHoldsForDeadLetters(@TempDir Path otherDir) throws Exception {
    RedeliveryPolicy once = new RedeliveryPolicy(0, 1, 1, 1);
    QueueRules queues = new QueueRules(List.of(), QueueLimits.NONE, once, 0);
    NamespaceRules rules = new NamespaceRules(false, Backends.NONE, Routes.toEveryone(), queues);
    try (Broker other = TestBrokers.start(otherDir, List.of(new NamespaceConfig("/", rules)));
        RawClient dora =
            RawClient.connect(other.port(), "{\"clientId\":\"dora\",\"ack\":\"batch\"}")) {
      String emit = "[\"$emit\",{\"clients\":[\"dora\"]},\"n\",";
      dora.send("42" + emit + LITERAL + "]");
      nack(dora, dora.nextBesidesPings());
      dora.send("451-" + emit + OTHERS + "]").sendBinary(new byte[] {1});
      String binary = dora.nextBesidesPings();
      assertThat(dora.next()).isEqualTo("b:01");
      nack(dora, binary);
      String first = dora.ask("422[\"$deadLetters\",{\"action\":\"list\"}]");
      assertThat(first).startsWith("432[").contains(LITERAL).doesNotContain("\"next\":null");
      String next = first.replaceAll(".*\"next\":(\"[^\"]*\").*", "$1");
      assertThat(dora.ask("422[\"$deadLetters\",{\"action\":\"list\",\"from\":" + next + "}]"))
          .startsWith("461-2[")
          .contains(OTHERS)
          .contains("\"next\":null");
    }
  }

  private static void nack(RawClient client, String delivered) {
    String position = BackendRig.positionIn(delivered);
    assertThat(client.ask("423[\"$nack\",{\"p\":\"" + position + "\"}]")).isEqualTo("433[{}]");
  }

  @Test
  void anAnswerThatLooksLikeAPlaceholderIsNoOtherOnesData() {
    RawClient backend = raw();
    backend.ask("40/backed,{\"clientId\":\"chat\",\"ack\":\"batch\",\"shared\":true}");
    RawClient alice = raw();
    alice.ask("40/backed,{\"clientId\":\"alice\"}");
    RawClient bob = raw();
    bob.ask("40/backed,{\"clientId\":\"bob\"}");
    backend.next();
    backend.next(); // two times $connection
    backend.send("42/backed,1[\"$ask\",{\"clients\":[\"alice\",\"bob\"]},\"q\"]");
    alice.nextBesidesPings();
    alice.send("43/backed,0[" + OTHERS + "]");
    bob.nextBesidesPings();
    bob.send("461-/backed,0[" + OTHERS + "]").sendBinary(new byte[] {7});
    String answer = backend.nextBesidesPings();
    assertThat(answer)
        .startsWith("461-/backed,1[{\"answers\":[{\"sid\":")
        .contains("\"clientId\":\"alice\",\"args\":[{\"_placeholder\":false,\"num\":0}]}")
        .contains("\"clientId\":\"bob\",\"args\":[" + OTHERS + "]}");
    assertThat(backend.next()).isEqualTo("b:07");
  }
}
