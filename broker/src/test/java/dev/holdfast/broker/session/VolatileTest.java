package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.queue.Table;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events that are not stored: they come to whoever is there, in their place among the others, and
 * nobody learns a position of theirs, which after a crash may be another event's.
 */
class VolatileTest {
  private static final String VOLATILE =
      "421[\"$emit\",{\"everyone\":true,\"volatile\":true},\"v\",1]";
  private static final String STORED = "421[\"$emit\",{\"everyone\":true},\"s\",1]";

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

  private RawClient connect(String auth) {
    return RawClient.connect(broker.port(), auth);
  }

  @Test
  void theEmitterIsToldNoPosition() {
    try (RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"each\"}")) {
      assertThat(bob.ask(VOLATILE)).isEqualTo("431[{}]");
    }
  }

  @Test
  void inModeEachItHasAnAckIdToo() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        RawClient bob = connect("{\"clientId\":\"bob\"}")) {
      bob.ask(STORED);
      bob.nextBesidesPings();
      bob.ask(VOLATILE);
      bob.nextBesidesPings();
      bob.ask(STORED);
      assertThat(alice.next()).isEqualTo("420[\"s\",1]");
      assertThat(alice.next()).isEqualTo("421[\"v\",1]");
      assertThat(alice.next()).isEqualTo("422[\"s\",1]");
    }
  }

  @Test
  void inModeBatchItsHeadersHaveNoPosition() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      alice.send(VOLATILE);
      assertThat(alice.next()).isEqualTo("431[{}]");
      assertThat(alice.next()).matches("42\\[\"v\",1,\\{\"t\":\\d+,\"from\":\"alice\"}]");
    }
  }

  /**
   * A stock client takes any last text for its position. With the event's own, after a power cut
   * that took the event, it would ask to begin after what has been stored there since.
   */
  @Test
  void inModeOffsetItRepeatsThePositionOfTheStoredEventBeforeIt() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"offset\"}")) {
      alice.send(VOLATILE);
      alice.nextBesidesPings();
      String nothingBefore = alice.nextBesidesPings();
      assertThat(nothingBefore).matches("42\\[\"v\",1,\"[0-9a-z]+-0-0\"]");
      alice.send(STORED);
      alice.nextBesidesPings();
      String stored = alice.nextBesidesPings();
      alice.send(VOLATILE);
      alice.nextBesidesPings();
      assertThat(alice.nextBesidesPings()).isEqualTo(stored.replace("\"s\"", "\"v\""));
    }
  }

  @Test
  void inModeAutoNothingIsAddedAndNoPingAsksForAnAcknowledgement() {
    try (RawClient alice = connect("{\"clientId\":\"alice\"}")) {
      alice.send(VOLATILE);
      assertThat(alice.next()).isEqualTo("431[{}]");
      assertThat(alice.next()).isEqualTo("42[\"v\",1]");
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void whoIsAwayNeverGetsItAndItLeavesNothingInTheStore() throws Exception {
    connect("{\"clientId\":\"alice\",\"ack\":\"each\"}").close();
    try (RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"each\"}")) {
      bob.ask(VOLATILE);
      bob.next();
    }
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\"}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"each\"}")) {
      assertThat(alice.untilNow()).isEmpty();
      assertThat(bob.untilNow()).isEmpty();
    }
    broker.close();
    assertThat(StoredRows.of(dataDir).get(Table.EVENTS)).isZero();
  }

  @Test
  void aFullWindowHasNoRoomForItAndItDoesNotComeLater() {
    try (RawClient alice = connect("{\"clientId\":\"alice\",\"ack\":\"each\",\"window\":1}");
        RawClient bob = connect("{\"clientId\":\"bob\",\"ack\":\"batch\"}")) {
      bob.send("42" + STORED.substring(3));
      assertThat(alice.next()).isEqualTo("420[\"s\",1]");
      assertThat(bob.next()).startsWith("42[\"s\",1,");
      assertThat(bob.ask(VOLATILE)).isEqualTo("431[{}]");
      // Her lane has had the volatile event when it answers what was asked after.
      alice.ask("422[\"$join\",\"R\"]");
      alice.send("430[]");
      bob.send(STORED);
      assertThat(alice.next()).isEqualTo("421[\"s\",1]");
    }
  }

  @Test
  void aNumberIsForEventsThatAreStored() {
    try (RawClient bob = connect("{\"clientId\":\"bob\"}")) {
      assertThat(bob.ask("421[\"$emit\",{\"everyone\":true,\"volatile\":true,\"seq\":1},\"v\"]"))
          .startsWith("431[{\"error\":{\"code\":\"bad-request\",");
    }
  }
}
