package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code $emit} with {@code receipt}. */
class ReceiptTest {
  @TempDir Path dataDir;
  private Broker broker;
  private RawClient bob;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    bob = connect("bob");
  }

  @AfterEach
  void stop() {
    bob.close();
    broker.close();
  }

  private RawClient connect(String clientId) {
    return RawClient.connect(
        broker.port(), "{\"clientId\":\"" + clientId + "\",\"ack\":\"batch\"}");
  }

  private String emit() {
    return bob.ask("427[\"$emit\",{\"clients\":[\"alice\"],\"id\":\"i\",\"receipt\":true},\"x\"]")
        .replaceAll(".*\"position\":\"([^\"]+)\".*", "$1");
  }

  private static String ack(String position) {
    return "429[\"$ack\",{\"upTo\":\"" + position + "\"}]";
  }

  @Test
  void itComesWhenTheClientHasAcknowledged() {
    try (RawClient alice = connect("alice")) {
      String position = emit();
      assertThat(alice.nextBesidesPings()).startsWith("42[\"x\",");
      assertThat(bob.untilNow()).isEmpty();
      alice.send(ack(position));
      assertThat(bob.nextBesidesPings())
          .startsWith(
              "42[\"$receipt\",{\"p\":\"%s\",\"id\":\"i\",\"outcome\":\"acknowledged\"},{\"p\":"
                  .formatted(position));
    }
  }

  @Test
  void itWaitsForAPublisherThatIsAwayAlsoWhenTheBrokerIsRestarted() throws Exception {
    try (RawClient alice = connect("alice")) {
      String position = emit();
      bob.close();
      alice.nextBesidesPings();
      assertThat(alice.ask(ack(position))).isEqualTo("439[{}]");
    }
    broker.close();
    broker = TestBrokers.restart(dataDir, 0);
    bob = connect("bob");
    assertThat(bob.nextBesidesPings()).startsWith("42[\"$receipt\",");
  }

  @Test
  void onlyAClientThatCanBeToldLaterMayWantOne() {
    connect("alice").close();
    try (RawClient nobody = RawClient.connect(broker.port(), "")) {
      assertThat(nobody.ask("427[\"$emit\",{\"clients\":[\"alice\"],\"receipt\":true},\"x\"]"))
          .contains("\"bad-request\"");
    }
    assertThat(
            bob.ask(
                "427[\"$emit\",{\"clients\":[\"alice\"],\"receipt\":true,\"volatile\":true},"
                    + "\"x\"]"))
        .contains("\"bad-request\"");
  }
}
