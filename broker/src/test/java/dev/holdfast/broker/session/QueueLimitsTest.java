package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues that are full: what their clients and those who emit to them are told. */
class QueueLimitsTest {
  @TempDir Path dataDir;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = LimitRig.start(dataDir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RawClient open(String namespace) {
    return RawClient.open(broker.port()).send("40" + namespace + ",{}");
  }

  /** The client a, in mode batch, and its CONNECT answer. */
  private record Known(RawClient client, String answer) {}

  private Known a(String namespace) {
    RawClient client = RawClient.open(broker.port());
    String answer = client.ask("40" + namespace + ",{\"clientId\":\"a\",\"ack\":\"batch\"}");
    return new Known(client, answer);
  }

  private static String emit(String namespace, int number) {
    return "42" + namespace + ",7[\"$emit\",{\"clients\":[\"a\"]},\"n\"," + number + "]";
  }

  @Test
  void theOldestMakeRoomAndTheClientIsToldWhenItComesBack() {
    a("/drop-oldest").client().close();
    try (RawClient bob = open("/drop-oldest")) {
      bob.next();
      for (int number = 0; number < 5; number++) {
        assertThat(bob.ask(emit("/drop-oldest", number)))
            .matches("43/drop-oldest,7\\[\\{\"position\":\"[^\"]+\"}]");
      }
    }
    Known a = a("/drop-oldest");
    assertThat(a.answer())
        .contains("\"gaps\":[{\"from\":\"", "\"events\":3,\"reason\":\"queue-events\"")
        .contains(
            "\"limits\":{\"maxEvents\":2,\"maxBytes\":0,\"maxAgeMs\":0,\"overflow\":\"drop-oldest\"}");
    assertThat(a.client().next())
        .startsWith("42/drop-oldest,[\"$gap\",{\"from\":")
        .contains("\"events\":3,\"reason\":\"queue-events\"");
    assertThat(a.client().next()).startsWith("42/drop-oldest,[\"n\",3,");
    assertThat(a.client().next()).startsWith("42/drop-oldest,[\"n\",4,");
    a.client().close();
  }

  @Test
  void aGapComesAgainUntilItIsAcknowledged() {
    theOldestMakeRoomAndTheClientIsToldWhenItComesBack();
    Known a = a("/drop-oldest");
    String gap = a.client().next();
    String position = gap.replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
    assertThat(gap).contains("\"to\":\"" + position + "\"");
    assertThat(a.client().ask("42/drop-oldest,8[\"$ack\",{\"upTo\":\"" + position + "\"}]"))
        .startsWith("42/drop-oldest,[\"n\",3,");
    a.client().next();
    assertThat(a.client().next()).isEqualTo("43/drop-oldest,8[{}]");
    a.client().close();
    Known again = a("/drop-oldest");
    assertThat(again.answer()).contains("\"pending\":2,\"gaps\":[]");
    assertThat(again.client().next()).startsWith("42/drop-oldest,[\"n\",3,");
    again.client().close();
  }

  @Test
  void whatDoesNotEnterAFullQueueIsCountedForItsPublisherAndToldItsClient() {
    a("/drop-newest").client().close();
    try (RawClient bob = open("/drop-newest")) {
      bob.next();
      bob.ask(emit("/drop-newest", 0));
      bob.ask(emit("/drop-newest", 1));
      assertThat(bob.ask(emit("/drop-newest", 2))).endsWith("\"dropped\":1}]");
    }
    Known a = a("/drop-newest");
    assertThat(a.client().next()).startsWith("42/drop-newest,[\"n\",0,");
    assertThat(a.client().next()).startsWith("42/drop-newest,[\"n\",1,");
    assertThat(a.client().next())
        .startsWith("42/drop-newest,[\"$gap\",{\"from\":")
        .contains("\"events\":1,\"reason\":\"queue-events\"");
    a.client().close();
  }

  /** It was shown everything before, and its reader waits for what comes. */
  @Test
  void aClientThatIsThereIsToldAtOnce() {
    Known a = a("/drop-newest");
    try (RawClient bob = open("/drop-newest")) {
      bob.next();
      for (int number = 0; number < 3; number++) {
        bob.ask(emit("/drop-newest", number));
      }
    }
    a.client().next();
    a.client().next();
    assertThat(a.client().next()).startsWith("42/drop-newest,[\"$gap\",{\"from\":");
    a.client().close();
  }

  @Test
  void anEmitToAFullQueueIsRefusedUntilItsClientAcknowledges() {
    Known a = a("/reject");
    try (RawClient bob = open("/reject")) {
      bob.next();
      bob.ask(emit("/reject", 0));
      bob.ask(emit("/reject", 1));
      assertThat(bob.ask(emit("/reject", 2)))
          .isEqualTo(
              "43/reject,7[{\"error\":{\"code\":\"queue-full\",\"message\":"
                  + "\"the queue of client 'a' is full: it may hold 2 events\"}}]");
      String first = a.client().next().replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
      a.client().next();
      a.client().ask("42/reject,8[\"$ack\",{\"upTo\":\"" + first + "\"}]");
      assertThat(bob.ask(emit("/reject", 3))).startsWith("43/reject,7[{\"position\":");
    }
    assertThat(a.client().next()).startsWith("42/reject,[\"n\",3,");
    a.client().close();
  }

  @Test
  void theAckFunctionOfAStockClientGetsTheRefusalOfAPlainEmit() throws Exception {
    a("/reject").client().close();
    IO.Options options = new IO.Options();
    options.forceNew = true;
    Socket stock = IO.socket(URI.create(broker.url() + "/reject"), options).connect();
    for (int number = 0; number < LimitRig.MAX_EVENTS; number++) {
      assertThat(answer(stock, number)).startsWith("{\"position\":");
    }
    assertThat(answer(stock, 2)).contains("\"code\":\"queue-full\"");
    stock.disconnect();
  }

  private static String answer(Socket stock, int number) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    stock.emit("order", new Object[] {number}, (Ack) args -> answer.complete("" + args[0]));
    return answer.get(10, TimeUnit.SECONDS);
  }
}
