package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is easy to get wrong in Socket.IO: packets on which the reference server closes the
 * connection, those that it accepts all the same, and the form of what it sends.
 */
class WireChecklistTest {
  private static final String TWO_PLACEHOLDERS =
      "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

  @TempDir static Path dataDir;
  private static Broker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static RawClient connect() {
    return RawClient.connect(broker.port(), "{}");
  }

  private static String sidIn(String answer) {
    return answer.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "42/routed,[\"x\"]",
        "41/routed",
        "40",
        "44{}",
        "44/routed,{\"message\":\"no\"}",
        "42[]",
        "42{}",
        "42[null]",
        "42[{}]",
        "42\"x\"",
        "42abc[\"x\"]",
        "42[\"connect\"]",
        "42[\"connect_error\"]",
        "42[\"disconnect\"]",
        "42[\"disconnecting\"]",
        "42[\"newListener\"]",
        "42[\"removeListener\"]",
        "42[\"x\"",
        "42[\"x\"]]",
        "43{}",
        "431{}",
        "45[\"x\"]",
        "450-[\"x\"]",
        "4511-[\"x\"]",
        "45x-[\"x\"]",
        "461-7{}",
        "47",
        "49",
        "4abc",
      })
  void whatBreaksTheProtocolClosesTheConnection(String message) {
    try (RawClient client = connect()) {
      assertThat(client.ask(message)).isEqualTo(RawClient.CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40[]", "40\"s\"", "40custom", "40{", "4abc", "42[\"x\"]"})
  void connectOfAnotherFormClosesTheConnection(String message) {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask(message)).isEqualTo(RawClient.CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "4", "\"0\"", "0.5", "null"})
  void placeholderWithoutItsAttachmentClosesTheConnection(String number) {
    try (RawClient client = connect()) {
      client.send("451-[\"x\",{\"_placeholder\":true,\"num\":%s}]".formatted(number));
      client.sendBinary(new byte[] {1});
      assertThat(client.nextBesidesPings()).isEqualTo(RawClient.CLOSED);
    }
  }

  @Test
  void textWhereAnAttachmentIsDueClosesTheConnection() {
    try (RawClient client = connect()) {
      client.send("451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
      assertThat(client.ask("42[\"y\"]")).isEqualTo(RawClient.CLOSED);
    }
  }

  @Test
  void binaryFrameNobodyWaitsForClosesTheConnection() {
    try (RawClient client = connect()) {
      client.sendBinary(new byte[] {1, 2, 3});
      assertThat(client.nextBesidesPings()).isEqualTo(RawClient.CLOSED);
    }
  }

  @Test
  void closingTakesAllNamespacesOfTheConnection() {
    try (RawClient client = connect();
        RawClient publisher = connect()) {
      assertThat(client.ask("40/routed,")).startsWith("40/routed,{");
      assertThat(client.ask("42/routed,[]")).isEqualTo(RawClient.CLOSED);
      publisher.ask("421[\"$emit\",{\"everyone\":true},\"x\"]");
      assertThat(client.hasReceived("42[\"x\"]")).isFalse();
    }
  }

  @Test
  void connectionThatJoinsNoNamespaceIsClosed() {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.nextBesidesPings()).isEqualTo(RawClient.CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"42[1,2]", "42", "42/,[\"x\"]", "437[]", "43[]", "42[\"\"]"})
  void whatTheReferenceServerAcceptsIsAccepted(String message) {
    try (RawClient client = connect()) {
      client.send(message);
      assertThat(client.untilNow()).doesNotContain(RawClient.CLOSED);
    }
  }

  @Test
  void numericEventNameArrivesAsItWasSent() {
    try (RawClient client = connect()) {
      assertThat(client.ask("42[1,2]")).isEqualTo("42[1,2]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40/routed", "40/routed,", "40/routed,{}"})
  void aNamespaceIsJoinedWithOrWithoutAPayload(String connect) {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask(connect)).matches("40/routed,\\{\"sid\":\"[\\w-]{20}\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/random", "/routed?q=1", "/ROUTED", "/routed/"})
  void unknownNamespaceIsRefusedUnderTheNameThatWasSent(String name) {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40" + name + ",{}"))
          .isEqualTo("44" + name + ",{\"message\":\"Invalid namespace\"}");
      assertThat(client.ask("40")).startsWith("40{");
    }
  }

  @Test
  void everyNamespaceHasASidOfItsOwnAndANewOneAfterLeaving() {
    try (RawClient client = RawClient.open(broker.port())) {
      String first = sidIn(client.ask("40"));
      String other = sidIn(client.ask("40/routed,"));
      String again = sidIn(client.send("41").ask("40"));
      assertThat(List.of(first, other, again, client.engineSid())).doesNotHaveDuplicates();
    }
  }

  @Test
  void afterLeavingANamespaceTheOthersGoOn() {
    try (RawClient client = connect()) {
      assertThat(client.ask("40/routed,")).startsWith("40/routed,{");
      assertThat(client.send("41/routed").ask("42[\"message\",\"x\"]"))
          .isEqualTo("42[\"message\",\"x\"]");
    }
  }

  @Test
  void ackIdsMayBeLargeAndAreEachNamespacesOwn() {
    try (RawClient client = connect()) {
      client.ask("40/routed,");
      assertThat(client.ask("429007199254740991[\"$rooms\"]")).startsWith("439007199254740991[{");
      assertThat(client.ask("420[\"$rooms\"]")).startsWith("430[{");
      assertThat(client.ask("42/routed,0[\"$rooms\"]")).startsWith("43/routed,0[{");
    }
  }

  @Test
  void attachmentsFollowTheirEventInOrder() {
    try (RawClient client = connect()) {
      client.send("452-[\"message\"," + TWO_PLACEHOLDERS + "]");
      client.sendBinary(new byte[] {1, 2, 3});
      client.sendBinary(new byte[] {4, 5, 6});
      assertThat(client.nextBesidesPings()).isEqualTo("452-[\"message\"," + TWO_PLACEHOLDERS + "]");
      assertThat(client.nextBesidesPings()).isEqualTo("b:010203");
      assertThat(client.nextBesidesPings()).isEqualTo("b:040506");
    }
  }
}
