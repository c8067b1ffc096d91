package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that expire before they are delivered, or acknowledged. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TimeToLiveTest {
  @TempDir Path dataDir;
  private Broker broker;
  private RawClient bob;

  @BeforeEach
  void start() throws Exception {
    broker = LimitRig.start(dataDir);
    bob = connect("");
  }

  @AfterEach
  void stop() {
    bob.close();
    broker.close();
  }

  private RawClient connect(String auth) {
    return RawClient.connect(broker.port(), auth);
  }

  private RawClient a(String mode) {
    return connect("{\"clientId\":\"a\",\"ack\":\"" + mode + "\"}");
  }

  private void emit(String options, int number) {
    assertThat(bob.ask("427[\"$emit\",{\"clients\":[\"a\"]" + options + "},\"n\"," + number + "]"))
        .startsWith("437[{\"position\":");
  }

  /** The broker's clock has come so far that what was emitted before for a moment has expired. */
  private void awaitExpiry() {
    assertThat(bob.ask("427[\"$emit\",{\"rooms\":[\"probe\"],\"ttlMs\":1},\"n\",0]"))
        .startsWith("437[{\"position\":");
    boolean shown = true;
    while (shown) {
      try (RawClient probe = connect("")) {
        shown =
            probe.ask("420[\"$join\",{\"room\":\"probe\",\"from\":\"earliest\"}]").startsWith("42");
      }
    }
  }

  private void emitAroundTwoThatExpire() {
    a("batch").close();
    emit("", 0);
    emit(",\"ttlMs\":1", 1);
    emit(",\"ttlMs\":1", 2);
    emit("", 3);
    awaitExpiry();
  }

  @Test
  void expiredEventsAreOneGapInTheirPlaceAndHoldNothingUp() {
    emitAroundTwoThatExpire();
    try (RawClient a = a("batch")) {
      assertThat(a.next()).startsWith("42[\"n\",0,");
      assertThat(a.next())
          .matches(
              "42\\[\"\\$gap\",\\{\"from\":\"[^\"]+\",\"to\":\"([^\"]+)\",\"events\":2,"
                  + "\"reason\":\"expired\",\"t\":\\d+},\\{\"p\":\"\\1\",\"t\":\\d+}]");
      assertThat(a.next()).startsWith("42[\"n\",3,");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"each", "batch"})
  void aGapIsAcknowledgedAsAnEventIs(String mode) {
    emitAroundTwoThatExpire();
    try (RawClient a = a(mode)) {
      a.next();
      String gap = a.next();
      a.next();
      String position = gap.replaceFirst(".*\"to\":\"([^\"]+)\".*", "$1");
      if (mode.equals("each")) {
        a.send("430[]").send("431[]");
      } else {
        a.send("42[\"$ack\",{\"upTo\":\"" + position + "\"}]");
      }
      a.untilNow();
    }
    try (RawClient a = a("batch")) {
      assertThat(a.next()).startsWith("42[\"n\",3,");
    }
  }

  /**
   * The ping that follows a gap stands before the next event: its pong acknowledged that event too,
   * which never came when the connection ended before it (P2).
   */
  @Test
  void thePongBehindAGapDoesNotAcknowledgeTheEventAfterIt() {
    String auto = "{\"clientId\":\"a\",\"ack\":\"auto\",\"window\":2}";
    connect(auto).close();
    emit(",\"ttlMs\":1", 1);
    emit("", 2);
    awaitExpiry();
    try (RawClient a = connect(auto)) {
      assertThat(a.next()).startsWith("42[\"$gap\",");
      assertThat(a.next()).isEqualTo("2");
      a.send("3");
      a.untilNow(); // what comes is lost, but for the answer
    }
    try (RawClient a = connect(auto)) {
      assertThat(a.next()).isEqualTo("42[\"n\",2]");
    }
  }

  @Test
  void theTimeOfARoomHoldsForAllThatIsEmittedToIt() {
    try (RawClient a = a("batch")) {
      a.ask("420[\"$join\",\"brief\"]");
    }
    emit(",\"rooms\":[\"brief\"]", 1);
    awaitExpiry();
    try (RawClient a = a("batch")) {
      assertThat(a.next()).startsWith("42[\"$gap\",").contains("\"events\":1,");
    }
  }

  @Test
  void anEventThatExpiredSinceItWasDeliveredComesAgainAsAGap() {
    RawClient a = a("each");
    emit(",\"ttlMs\":600", 1);
    String sent = a.next();
    assertThat(sent).isEqualTo("420[\"n\",1]");
    while (sent.equals("420[\"n\",1]")) {
      a.close();
      a = a("each");
      sent = a.next();
    }
    a.close();
    assertThat(sent).startsWith("420[\"$gap\",").contains("\"events\":1,\"reason\":\"expired\"");
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    assertThat(bob.ask("427[\"$emit\",{\"clients\":[\"a\"],\"ttlMs\":0},\"n\"]"))
        .contains("\"bad-request\"", "'ttlMs' must be at least 1");
    assertThat(bob.ask("427[\"$emit\",{\"clients\":[\"a\"],\"ttlMs\":1,\"volatile\":true},\"n\"]"))
        .contains("\"bad-request\"", "not for a volatile one");
  }
}
