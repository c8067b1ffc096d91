package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frames of design section 3, sent and read one by one over a real socket and a real store. */
class SessionTest {
  private static final Pattern POSITION = Pattern.compile("\"(?:position|p)\":\"([^\"]+)\"");

  @TempDir Path dataDir;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void restart() throws Exception {
    broker.close();
    broker = TestBrokers.start(dataDir);
  }

  private RawClient connect(String auth) {
    return RawClient.connect(broker.port(), auth);
  }

  private static String positionIn(String frame) {
    Matcher matcher = POSITION.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return matcher.group(1);
  }

  @Test
  void clientThatSendsNoKeyOfOursGetsWhatTheReferenceServerSends() {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40{\"user\":\"x\",\"token\":\"t\"}"))
          .matches("40\\{\"sid\":\"[\\w-]{20}\"}");
    }
  }

  @Test
  void connectAnswerTellsTheClientItsState() {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40{\"clientId\":\"alice\",\"ack\":\"batch\",\"window\":\"50\"}"))
          .matches(
              "40\\{\"sid\":\"[\\w-]+\",\"holdfast\":\\{\"clientId\":\"alice\",\"resumed\":false,"
                  + "\"position\":\"[0-9a-z]+-0-\\d+\",\"ack\":\"batch\",\"window\":50,\"lastSeq\":-1,"
                  + "\"pending\":0,\"gaps\":\\[]}}");
    }
  }

  @Test
  void unknownNamespaceIsRefusedAndTheConnectionStays() {
    try (RawClient client = RawClient.open(broker.port())) {
      assertThat(client.ask("40/random,"))
          .isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
      assertThat(client.ask("40")).startsWith("40{");
    }
  }

  @Test
  void roomEventReachesMembersWithItsHeadersAndIsConfirmed() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"batch\"}")) {
      assertThat(alice.ask("420[\"$join\",{\"room\":\"R\",\"from\":\"latest\"}]"))
          .matches("430\\[\\{\"position\":\"[0-9a-z]+-0-\\d+\"}]");
      String confirm =
          bob.ask("427[\"$emit\",{\"rooms\":[\"R\"],\"id\":\"e1\"},\"hi\",1,{\"a\": 2}]");
      assertThat(confirm).startsWith("437[{\"position\":");
      assertThat(alice.next())
          .matches(
              "42\\[\"hi\",1,\\{\"a\": 2},\\{\"p\":\"%s\",\"t\":\\d+,\"from\":\"bob\",\"rooms\":\\[\"R\"],\"id\":\"e1\"}]"
                  .formatted(positionIn(confirm)));
      assertThat(bob.untilNow()).isEmpty();
    }
  }

  @Test
  void missedEventsComeInOrderAfterARestartUntilAcknowledged() throws Exception {
    String last;
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      alice.ask("420[\"$join\",\"R\"]");
    }
    try (RawClient bob = connect("{}")) {
      for (int i = 0; i < 5; i++) {
        bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]");
      }
    }
    restart();
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      for (int i = 0; i < 3; i++) {
        assertThat(alice.next()).startsWith("42[\"n\"," + i + ",{");
      }
      String third = alice.next();
      last = positionIn(third);
      assertThat(alice.next()).startsWith("42[\"n\",4,");
      assertThat(alice.ask("420[\"$ack\",{\"upTo\":\"" + last + "\"}]")).isEqualTo("430[{}]");
    }
    restart();
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      assertThat(alice.next()).startsWith("42[\"n\",4,");
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void eventsAcknowledgedOutOfOrderAreNotDeliveredAgain() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        RawClient bob = connect("{}")) {
      alice.ask("420[\"$join\",\"R\"]");
      for (int i = 0; i < 3; i++) {
        bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]");
      }
      alice.next();
      String second = positionIn(alice.next());
      alice.next();
      assertThat(alice.ask("420[\"$ack\",{\"also\":[\"" + second + "\"]}]")).isEqualTo("430[{}]");
    }
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      assertThat(alice.next()).startsWith("42[\"n\",0,");
      assertThat(alice.next()).startsWith("42[\"n\",2,");
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void modeEachDeliversAgainWhatNoAckFunctionWasCalledFor() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        RawClient bob = connect("{}")) {
      alice.ask("420[\"$join\",\"R\"]");
      bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\",0]");
      bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"n\",1]");
      assertThat(alice.next()).isEqualTo("420[\"n\",0]");
      assertThat(alice.next()).isEqualTo("421[\"n\",1]");
      alice.send("430[]").untilNow();
    }
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}")) {
      assertThat(alice.next()).isEqualTo("420[\"n\",1]");
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void modeAutoAddsNothingAndTakesAPongForTheAcknowledgement() {
    try (RawClient alice = connect("{\"clientId\":\"alice\"}");
        RawClient bob = connect("{}")) {
      bob.ask("421[\"chat\",\"hello\"]");
      assertThat(alice.next()).isEqualTo("42[\"chat\",\"hello\"]");
      assertThat(alice.next()).isEqualTo("2");
      alice.send("3").untilNow();
    }
    try (RawClient alice = connect("{\"clientId\":\"alice\"}")) {
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void modeAutoWithoutAPongDeliversAgain() {
    try (RawClient alice = connect("{\"clientId\":\"alice\"}");
        RawClient bob = connect("{}")) {
      bob.ask("421[\"chat\",\"hello\"]");
      assertThat(alice.next()).isEqualTo("42[\"chat\",\"hello\"]");
    }
    try (RawClient alice = connect("{\"clientId\":\"alice\"}")) {
      assertThat(alice.next()).isEqualTo("42[\"chat\",\"hello\"]");
    }
  }

  @Test
  void modeAutoPingsAtOnceWhenTheWindowIsHalfFull() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"window\":4}");
        RawClient bob = connect("{}")) {
      for (int i = 0; i < 10; i++) {
        bob.send("42[\"n\"," + i + "]");
      }
      for (int i = 0; i < 10; ) {
        String message = alice.next();
        if (message.equals("2")) {
          alice.send("3");
        } else {
          assertThat(message).isEqualTo("42[\"n\"," + i++ + "]");
        }
      }
    }
  }

  @Test
  void modeOffsetAddsThePositionAndBeginsAfterTheOneToldAtTheNextConnect() {
    String first;
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"offset\"}");
        RawClient bob = connect("{}")) {
      bob.ask("421[\"n\",0]");
      bob.ask("421[\"n\",1]");
      String delivery = alice.next();
      assertThat(delivery).matches("42\\[\"n\",0,\"[0-9a-z]+-0-\\d+\"]");
      first = delivery.substring(delivery.lastIndexOf(",\"") + 2, delivery.length() - 2);
    }
    String auth = "{\"clientId\":\"alice\",\"ack\":\"offset\",\"offset\":\"%s\"}";
    try (RawClient alice = connect(auth.formatted(first))) {
      assertThat(alice.next()).startsWith("42[\"n\",1,");
    }
    try (RawClient alice = connect(auth.formatted("a trailing text of the application"))) {
      assertThat(alice.next()).startsWith("42[\"n\",1,");
    }
  }

  @Test
  void binaryEventsKeepTheirAttachmentsThroughTheStore() throws Exception {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      alice.untilNow();
    }
    try (RawClient bob = connect("{}")) {
      bob.send(
          "451-7[\"$emit\",{\"clients\":[\"alice\"]},\"b\",{\"_placeholder\":true,\"num\":0}]");
      assertThat(bob.sendBinary(new byte[] {1, 2, -1}).next()).startsWith("437[{\"position\"");
    }
    restart();
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      assertThat(alice.next()).startsWith("451-[\"b\",{\"_placeholder\":true,\"num\":0},{\"p\":");
      assertThat(alice.next()).isEqualTo("b:0102ff");
    }
  }

  @Test
  void eventWithOverlappingTargetsComesOnceAndNotToThoseLeftOut() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        RawClient carol = connect("{\"clientId\":\"carol\",\"ack\":\"batch\"}");
        RawClient bob = connect("{}")) {
      alice.ask("420[\"$join\",\"R\"]");
      carol.ask("420[\"$join\",\"R\"]");
      bob.ask(
          "421[\"$emit\",{\"rooms\":[\"R\"],\"clients\":[\"alice\"],\"everyone\":true,"
              + "\"except\":[\"carol\"]},\"x\"]");
      assertThat(alice.untilNow()).hasSize(1);
      assertThat(carol.untilNow()).isEmpty();
      assertThat(bob.untilNow()).containsExactly("42[\"x\"]");
    }
  }

  @Test
  void nothingFromBeforeTheJoinAndNothingFromAfterTheLeave() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        RawClient bob = connect("{}")) {
      bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"before\"]");
      alice.ask("420[\"$join\",\"R\"]");
      bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"member\"]");
      assertThat(alice.next()).startsWith("42[\"member\",");
      assertThat(alice.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[\"R\"]}]");
      assertThat(alice.ask("420[\"$leave\",\"R\"]")).isEqualTo("430[{}]");
      bob.ask("421[\"$emit\",{\"rooms\":[\"R\"]},\"after\"]");
      assertThat(alice.untilNow()).isEmpty();
      assertThat(alice.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      assertThat(alice.next()).startsWith("42[\"member\",");
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void resendWithTheSameSequenceNumberGetsTheFirstPositionAndIsStoredOnce() throws Exception {
    String emit = "421[\"$emit\",{\"everyone\":true,\"seq\":17},\"once\"]";
    String first;
    try (RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"batch\"}")) {
      first = bob.ask(emit);
      bob.next();
      assertThat(bob.ask(emit)).isEqualTo(first);
      assertThat(bob.untilNow()).isEmpty();
    }
    restart();
    try (RawClient bob = RawClient.open(broker.port())) {
      assertThat(bob.ask("40{\"clientId\":\"bob\",\"ack\":\"batch\"}")).contains("\"lastSeq\":17");
      bob.next();
      assertThat(bob.ask(emit)).isEqualTo(first);
      assertThat(bob.untilNow()).isEmpty();
    }
  }

  @Test
  void newerSessionWinsAndTheOlderOneIsToldThatItIsFinal() {
    try (RawClient older = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        RawClient bob = connect("{}")) {
      bob.ask("421[\"n\",0]");
      assertThat(older.next()).isEqualTo("420[\"n\",0]");
      try (RawClient newer = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}")) {
        assertThat(older.next()).isEqualTo("41");
        assertThat(newer.next()).isEqualTo("420[\"n\",0]");
        bob.ask("421[\"n\",1]");
        assertThat(newer.next()).isEqualTo("421[\"n\",1]");
      }
    }
  }

  @Test
  void nackedEventComesAgainInTheSameSession() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        RawClient bob = connect("{}")) {
      bob.ask("421[\"n\",0]");
      String first = alice.next();
      alice.send("42[\"$nack\",{\"p\":\"" + positionIn(first) + "\",\"delayMs\":20}]");
      assertThat(alice.next()).isEqualTo(first.replace("}]", ",\"attempt\":2}]"));
    }
  }

  @Test
  void routesDecideWherePlainEmitsGo() {
    try (RawClient alice = RawClient.open(broker.port());
        RawClient bob = RawClient.open(broker.port())) {
      alice.ask("40/routed,{\"clientId\":\"alice\"}");
      bob.ask("40/routed,{\"clientId\":\"bob\"}");
      alice.ask("42/routed,0[\"$join\",\"orders\"]");
      bob.ask("42/routed,1[\"order placed\",7]");
      assertThat(alice.nextBesidesPings()).isEqualTo("42/routed,[\"order placed\",7]");
      bob.ask("42/routed,2[\"whisper\"]");
      assertThat(alice.nextBesidesPings()).isEqualTo("42/routed,[\"whisper\"]");
      assertThat(bob.ask("42/routed,3[\"forbidden\"]"))
          .startsWith("43/routed,3[{\"error\":{\"code\":\"rejected\",\"message\":");
    }
  }

  @Test
  void namespacesDoNotSeeEachOther() {
    try (RawClient alice = RawClient.open(broker.port());
        RawClient bob = connect("{}")) {
      alice.ask("40/routed,{\"clientId\":\"alice\"}");
      bob.ask("421[\"n\",0]");
      alice.send("42/routed,999[\"$rooms\"]");
      assertThat(alice.nextBesidesPings()).isEqualTo("43/routed,999[{\"rooms\":[]}]");
    }
  }

  @Test
  void anonymousClientIsForgottenWithItsSession() {
    try (RawClient anonymous = connect("{}")) {
      anonymous.ask("420[\"$join\",\"R\"]");
    }
    try (RawClient next = connect("{}")) {
      assertThat(next.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
  }

  @Test
  void newClientMayBeginAtTheEarliestEvent() {
    try (RawClient bob = connect("{}")) {
      bob.ask("421[\"n\",0]");
    }
    List<String> got;
    try (RawClient late = connect("{\"clientId\":\"late\",\"from\":\"earliest\"}")) {
      got = List.of(late.next());
    }
    assertThat(got).containsExactly("42[\"n\",0]");
  }
}
