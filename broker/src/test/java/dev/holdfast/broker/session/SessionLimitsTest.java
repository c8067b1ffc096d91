package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.config.SessionLimitsConfig;
import dev.holdfast.broker.limits.Limit;
import dev.holdfast.client.HoldfastClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods by clients that are let in: slowed down, then refused with a name; nothing is lost. */
class SessionLimitsTest {
  private static final int ROOMS = 20;
  private static final int NAMESPACES = 3;
  private static final int SESSIONS = 2;

  @TempDir Path dataDir;

  private Broker broker(int eventsPerSecond, int burst, long maxDelayMs) throws Exception {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    return TestBrokers.start(
        dataDir,
        new LimitsConfig(
            usual.connections(),
            usual.transport(),
            new SessionLimitsConfig(
                eventsPerSecond, burst, maxDelayMs, ROOMS, NAMESPACES, SESSIONS)));
  }

  @Test
  void aFloodOfEventsIsSlowedDownAndEachIsStored() throws Exception {
    try (Broker broker = broker(200, 50, 60_000);
        RawClient client = RawClient.connect(broker.port(), "{}")) {
      long start = System.nanoTime();
      for (int i = 0; i < 250; i++) {
        client.send("42" + i + "[\"$emit\",{\"rooms\":[\"r\"]},\"n\"]");
      }
      for (int i = 0; i < 250; i++) {
        assertThat(client.nextBesidesPings()).startsWith("43" + i + "[{\"position\":");
      }
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertThat(tookMs).as("200 events above the burst, at 200 a second").isGreaterThan(900);
      assertThat(broker.limits().count(Limit.EVENT_RATE)).isPositive();
    }
  }

  @Test
  void aFloodThatGoesOnIsRefusedWithTheNameOfTheLimitAndATime() throws Exception {
    try (Broker broker = broker(100, 10, 0);
        RawClient client = RawClient.connect(broker.port(), "{}")) {
      for (int i = 0; i < 100; i++) {
        client.send("42" + i + "[\"$emit\",{\"rooms\":[\"r\"]},\"n\"]");
      }
      int refused = 0;
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.nextBesidesPings());
      }
      for (String answer : answers) {
        if (answer.contains("\"error\"")) {
          assertThat(answer)
              .contains("\"code\":\"limit\"")
              .contains("\"limit\":\"eventsPerSecond\",\"retryAfterMs\":");
          refused++;
        }
      }
      assertThat(refused).isBetween(10, 90);
    }
  }

  /** They free what the client holds here; a strictly ordered one would stand still without. */
  @Test
  void acknowledgementsOfAFloodingClientAreDelayedButNeverRefused() throws Exception {
    String batch = "{\"clientId\":\"b\",\"ack\":\"batch\",\"window\":1}";
    try (Broker broker = broker(20, 1, 0);
        RawClient other = RawClient.connect(broker.port(), "{}");
        RawClient client = RawClient.connect(broker.port(), batch)) {
      assertThat(other.ask("420[\"$emit\",{\"clients\":[\"b\"]},\"n\"]")).contains("position");
      String event = client.nextBesidesPings();
      String position = event.replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
      for (int i = 0; i < 20; i++) {
        client.send("42" + i + "[\"$rooms\"]");
      }
      client.send("42100[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":60000}]");
      client.send("42101[\"$ack\",{\"also\":[\"" + position + "\"]}]");
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 22; i++) {
        answers.add(client.nextBesidesPings());
      }
      assertThat(answers).as("the flood is refused").anyMatch(a -> a.contains("eventsPerSecond"));
      assertThat(answers).contains("43100[{}]", "43101[{}]");
    }
  }

  @Test
  void anEventWithoutAnAckFunctionIsNotRefusedInSilence() throws Exception {
    try (Broker broker = broker(1, 1, 0);
        RawClient client = RawClient.connect(broker.port(), "{}")) {
      for (int i = 0; i < 5; i++) {
        client.send("42[\"$emit\",{\"rooms\":[\"r\"]},\"n\"]");
      }
      assertThat(client.nextBesidesPings())
          .startsWith("42[\"$error\",{\"code\":\"limit\"")
          .contains("\"limit\":\"eventsPerSecond\"");
    }
  }

  @Test
  void aClientThatStaysTooFastIsRefusedBeforeItIsTakenForDead() throws Exception {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    LimitsConfig limits =
        new LimitsConfig(
            usual.connections(),
            usual.transport(),
            new SessionLimitsConfig(100, 1, 400, ROOMS, NAMESPACES, SESSIONS));
    try (Broker broker = TestBrokers.heartbeating(dataDir, 200, 1500, limits);
        RawClient client = RawClient.connect(broker.port(), "{}")) {
      client.answerPings();
      for (int i = 0; i < 600; i++) {
        client.send("42" + i + "[\"$emit\",{\"rooms\":[\"r\"]},\"n\"]");
      }
      for (int i = 0; i < 600; i++) {
        assertThat(client.nextBesidesPings()).startsWith("43");
      }
      assertThat(client.ask("42600[\"$rooms\"]")).startsWith("43600");
    }
  }

  @Test
  void aFloodOfRoomsEndsAtTheLimitAlsoWhenTheyComeAtOnce() throws Exception {
    try (Broker broker = broker(0, 1, 0);
        RawClient client = RawClient.connect(broker.port(), "{}")) {
      for (int i = 0; i < 3 * ROOMS; i++) {
        client.send("42" + i + "[\"$join\",\"room" + i + "\"]");
      }
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 3 * ROOMS; i++) {
        answers.add(client.nextBesidesPings());
      }
      assertThat(answers).filteredOn(answer -> answer.contains("position")).hasSize(ROOMS);
      assertThat(answers)
          .filteredOn(answer -> answer.contains("\"limit\":\"maxRoomsPerClient\""))
          .hasSize(2 * ROOMS);
      assertThat(broker.limits().count(Limit.ROOMS)).isEqualTo(2 * ROOMS);
    }
  }

  @Test
  void aClientWithAllItsRoomsMayJoinThemAgainAndAnotherAfterItHasLeftOne() throws Exception {
    try (Broker broker = broker(0, 1, 0);
        RawClient client = RawClient.connect(broker.port(), "{\"clientId\":\"full\"}")) {
      for (int i = 0; i < ROOMS; i++) {
        assertThat(client.ask("421[\"$join\",\"room" + i + "\"]")).contains("position");
      }
      assertThat(client.ask("421[\"$join\",\"room7\"]")).contains("position");
      try (RawClient again = RawClient.connect(broker.port(), "{\"clientId\":\"full\"}")) {
        assertThat(again.ask("421[\"$join\",\"room8\"]")).contains("position");
        assertThat(again.ask("421[\"$leave\",\"room8\"]")).isEqualTo("431[{}]");
        assertThat(again.ask("421[\"$join\",\"another\"]")).contains("position");
        assertThat(again.ask("421[\"$join\",\"one more\"]")).contains("maxRoomsPerClient");
      }
    }
  }

  @Test
  void aConnectionMayJoinOnlySoManyNamespaces() throws Exception {
    try (Broker broker = broker(0, 1, 0);
        RawClient client = RawClient.open(broker.port())) {
      for (int i = 0; i < NAMESPACES; i++) {
        assertThat(client.ask("40/tenant-" + i + ",")).contains("sid");
      }
      assertThat(client.ask("40/tenant-9,"))
          .startsWith("44/tenant-9,{\"message\":")
          .contains("\"data\":{\"code\":\"limit\",\"limit\":\"maxNamespacesPerConnection\"");
      client.send("41/tenant-1,");
      assertThat(client.ask("40/tenant-9,")).startsWith("40/tenant-9,{\"sid\"");
    }
  }

  @Test
  void aSubjectMayHaveOnlySoManySessions() throws Exception {
    String auth = "{\"clientId\":\"shared\",\"shared\":true}";
    try (Broker broker = broker(0, 1, 0);
        RawClient first = RawClient.connect(broker.port(), auth);
        RawClient second = RawClient.connect(broker.port(), auth);
        RawClient third = RawClient.open(broker.port());
        RawClient fourth = RawClient.open(broker.port())) {
      assertThat(third.ask("40" + auth))
          .as("after a 44 it would stay away, and the others may be dead")
          .isEqualTo(RawClient.CLOSED);
      assertThat(broker.limits().count(Limit.SESSIONS)).isEqualTo(1);
      second.send("41");
      // It is gone once this is answered.
      assertThat(second.ask("40/unknown,")).startsWith("44/unknown,");
      assertThat(fourth.ask("40" + auth)).startsWith("40{\"sid\"");
      assertThat(first.untilNow()).isEmpty();
    }
  }

  @Test
  void aConnectionThatHasAllTheSessionsOfItsSubjectIsToldThatThisIsFinal() throws Exception {
    String auth = "{\"clientId\":\"many\"}";
    try (Broker broker = broker(0, 1, 0);
        RawClient client = RawClient.connect(broker.port(), auth)) {
      assertThat(client.ask("40/tenant-1," + auth)).startsWith("40/tenant-1,{\"sid\"");
      assertThat(client.ask("40/tenant-2," + auth))
          .startsWith("44/tenant-2,{\"message\":")
          .contains("\"limit\":\"maxSessionsPerSubject\"");
      assertThat(client.untilNow()).isEmpty();
    }
  }

  @Test
  void whoComesBackAfterItsNetworkWasCutIsConnectedOnceTheDeadSessionsAreGone() throws Exception {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    LimitsConfig limits =
        new LimitsConfig(
            usual.connections(),
            usual.transport(),
            new SessionLimitsConfig(0, 1, 0, ROOMS, NAMESPACES, 1));
    String auth = "{\"clientId\":\"back\",\"shared\":true}";
    try (Broker broker = TestBrokers.heartbeating(dataDir, 500, 500, limits);
        RawClient cut = RawClient.connect(broker.port(), auth);
        HoldfastClient back =
            HoldfastClient.builder(broker.url())
                .clientId("back")
                .reconnectDelay(Duration.ofMillis(20), Duration.ofMillis(100))
                .build()) {
      assertThat(cut.engineSid()).as("stands, and answers no ping").isNotEmpty();
      back.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(broker.limits().count(Limit.SESSIONS)).isPositive();
    }
  }
}
