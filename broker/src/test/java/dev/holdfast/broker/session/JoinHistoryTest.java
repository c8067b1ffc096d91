package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code $join} with {@code from} or {@code last}: what the room held comes before the answer. */
class JoinHistoryTest {
  @TempDir Path dataDir;
  private Broker broker;
  private RawClient bob;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    bob = RawClient.connect(broker.port(), "");
  }

  @AfterEach
  void stop() {
    bob.close();
    broker.close();
  }

  private RawClient connect(String auth) {
    return RawClient.connect(broker.port(), auth);
  }

  private String emit(int number) {
    return bob.ask("427[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + number + "]");
  }

  private void emit(int from, int to) {
    IntStream.range(from, to).forEach(this::emit);
  }

  private static String join(String options) {
    return "420[\"$join\",{\"room\":\"R\"" + options + "}]";
  }

  private static List<String> until(RawClient client, String answer) {
    List<String> before = new ArrayList<>();
    for (String message = client.nextBesidesPings();
        !message.startsWith(answer);
        message = client.nextBesidesPings()) {
      before.add(message);
    }
    return before;
  }

  private static List<String> next(RawClient client, int count) {
    return IntStream.range(0, count).mapToObj(i -> client.nextBesidesPings()).toList();
  }

  private static List<String> events(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "42[\"n\"," + i + "]").toList();
  }

  @ParameterizedTest
  @CsvSource({
    "',\"from\":\"earliest\"', 0",
    "',\"last\":3', 5",
    "',\"from\":\"earliest\",\"last\":2', 6",
    "',\"last\":100', 0",
    "',\"last\":0', 8",
    "',\"from\":\"latest\"', 8"
  })
  void whatTheRoomHeldComesBeforeTheAnswerAndWhatComesAfterIt(String options, int first) {
    emit(0, 8);
    try (RawClient alice = connect("")) {
      alice.send(join(options));
      assertThat(until(alice, "430[{\"position\":")).isEqualTo(events(first, 8));
      emit(8);
      assertThat(alice.nextBesidesPings()).isEqualTo("42[\"n\",8]");
    }
  }

  @Test
  void theRoomIsShownFromThePositionThatIsGiven() {
    String confirm = emit(0);
    emit(1, 4);
    String position = confirm.replaceAll(".*\"position\":\"([^\"]+)\".*", "$1");
    try (RawClient alice = connect("")) {
      alice.send(join(",\"from\":\"" + position + "\""));
      assertThat(until(alice, "430[{")).isEqualTo(events(1, 4));
    }
  }

  @Test
  void headersSayWhatIsHistoryAndItIsNotDeliveredAgain() {
    emit(0, 2);
    String auth = "{\"clientId\":\"alice\",\"ack\":\"batch\"}";
    try (RawClient alice = connect(auth)) {
      alice.send(join(",\"last\":10"));
      List<String> shown = until(alice, "430[{");
      assertThat(shown).hasSize(2);
      assertThat(shown.get(1)).matches("42\\[\"n\",1,\\{\"p\":\".*,\"history\":true}]");
    }
    try (RawClient alice = connect(auth)) {
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void handlersThatCallTheirAckFunctionFindOne() {
    emit(0);
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}")) {
      alice.send(join(",\"last\":10"));
      assertThat(until(alice, "430[{")).containsExactly("420[\"n\",0]");
      alice.send("430[]");
      emit(1);
      assertThat(alice.next()).isEqualTo("421[\"n\",1]");
    }
  }

  @Test
  void theHistoryOfAStandingMemberEndsWhereItsQueueGoesOn() {
    try (RawClient alice = connect("{\"clientId\":\"alice\"}")) {
      alice.ask(join(""));
      emit(0, 3);
      assertThat(next(alice, 3)).isEqualTo(events(0, 3));
      alice.send(join(",\"last\":2"));
      assertThat(until(alice, "430[{")).isEqualTo(events(1, 3));
      emit(3);
      assertThat(next(alice, 1)).isEqualTo(events(3, 4));
    }
  }

  @Test
  void nothingIsMissedOrShownTwiceWhileOthersEmit() {
    int many = 3000;
    CompletableFuture<Void> emitted =
        CompletableFuture.runAsync(
            () -> {
              try (RawClient carol = connect("")) {
                for (int i = 0; i < many; i++) {
                  carol.send("42[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]");
                }
                carol.untilNow();
              }
            });
    for (int round = 0; !emitted.isDone() || round < 3; round++) {
      try (RawClient alice = connect("")) {
        boolean all = emitted.isDone();
        alice.send(join(",\"from\":\"earliest\""));
        List<String> seen = until(alice, "430[{");
        for (int more = 0; !all && more < 20 && seen.size() < many; more++) {
          seen.add(alice.nextBesidesPings());
        }
        assertThat(seen).isEqualTo(events(0, all ? many : seen.size()));
      }
    }
    emitted.join();
  }

  @Test
  void severalJoinsShowOneRoomAfterTheOther() {
    emit(0, 2);
    bob.ask("427[\"$emit\",{\"rooms\":[\"S\"]},\"s\"]");
    try (RawClient alice = connect("")) {
      alice.send(join(",\"last\":9"));
      alice.send("421[\"$join\",{\"room\":\"S\",\"last\":9}]");
      assertThat(until(alice, "430[{")).isEqualTo(events(0, 2));
      assertThat(until(alice, "431[{")).containsExactly("42[\"s\"]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "',\"from\":\"yesterday\"', bad-position",
    "',\"from\":7', bad-request",
    "',\"last\":1001', bad-request",
    "',\"last\":-1', bad-request",
    "',\"last\":\"5\"', bad-request"
  })
  void whatCannotBeShownIsRefused(String options, String code) {
    try (RawClient alice = connect("")) {
      assertThat(alice.ask(join(options))).startsWith("430[{\"error\":{\"code\":\"" + code + "\"");
      assertThat(alice.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
  }

  @Test
  void tooManyJoinsWithHistoryAtOnceAreRefused() {
    try (RawClient alice = connect("")) {
      StringBuilder refused = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        alice.send("42" + i + "[\"$join\",{\"room\":\"R" + i + "\",\"last\":1}]");
      }
      for (int i = 0; i < 200; i++) {
        refused.append(alice.nextBesidesPings());
      }
      assertThat(alice.ask("42999[\"$leave\",\"R0\"]")).isEqualTo("43999[{}]");
      assertThat(refused.toString()).contains("too-many-pending");
    }
  }

  @Test
  void sharedQueuesHaveNoHistory() {
    try (RawClient alice = connect("{\"clientId\":\"a\",\"ack\":\"batch\",\"shared\":true}")) {
      assertThat(alice.ask(join(",\"last\":1"))).contains("bad-request");
    }
  }
}
