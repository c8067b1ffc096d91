package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A room is forbidden while what it held is shown, or read for an answer: from then on nothing of
 * it is shown (P6), and the session goes on.
 */
class ForbiddenHistoryTest {
  private static final String JOIN_VAULT =
      "21[\"$join\",{\"room\":\"vault\",\"from\":\"earliest\"}]";
  private static final String ANSWER = "31[{\"position\":";
  private static final String FORBIDDEN = "31[{\"error\":{\"code\":\"forbidden\"";

  /** Events that the room has held: two pages. */
  private static final int PAST = 2 * SessionRig.PAGE_EVENTS;

  private static final List<String> ALL = List.of("lobby", "vault");
  private static final List<String> LOBBY = List.of("lobby");

  private final TestPermissions permissions = new TestPermissions(ALL, ALL);

  @TempDir Path dataDir;
  private SessionRig rig;
  private FrameClient bob;

  @BeforeEach
  void start() throws Exception {
    rig = SessionRig.open(dataDir, permissions.security());
    bob = rig.client().connect("{\"ack\":\"batch\"}");
    for (int i = 0; i < PAST; i++) {
      rig.emit("past " + i, "vault");
    }
    rig.emit("hello", "lobby");
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private void allow(List<String> join, List<String> history) {
    permissions.allow(join, history);
    rig.review();
  }

  private void nothingMoreComes() {
    rig.settle();
    assertThat(bob.come()).isEmpty();
  }

  private void isShownTheFirstPage() {
    bob.send(JOIN_VAULT);
    for (int i = 0; i < SessionRig.PAGE_EVENTS; i++) {
      assertThat(bob.next()).startsWith("2[\"past " + i + "\"");
    }
  }

  @Test
  void allIsShownToWhoMaySeeIt() {
    isShownTheFirstPage();
    allow(ALL, ALL);

    for (int i = SessionRig.PAGE_EVENTS; i < PAST; i++) {
      assertThat(bob.next()).startsWith("2[\"past " + i + "\"");
    }
    assertThat(bob.next()).startsWith(ANSWER);
  }

  @Test
  void whatIsStillToBeShownIsNotWhenTheRoomIsForbidden() {
    isShownTheFirstPage();
    allow(LOBBY, ALL);

    assertThat(bob.next()).startsWith(FORBIDDEN).contains("'join' must have it");
    nothingMoreComes();
    assertThat(bob.ask("22[\"$rooms\"]", "32")).isEqualTo("32[{\"rooms\":[]}]");
  }

  @Test
  void whatIsStillToBeShownIsNotWhenOnlyThePastIsForbidden() {
    isShownTheFirstPage();
    allow(ALL, LOBBY);

    assertThat(bob.next()).startsWith(FORBIDDEN).contains("'history' must have it");
    nothingMoreComes();
    rig.emit("present", "vault");
    assertThat(bob.next()).as("to who stays a member").startsWith("2[\"present\"");
  }

  @Test
  void whatCameMeanwhileIsLostWithTheRoomAndTheQueueGoesOn() {
    bob.ask("20[\"$join\",\"lobby\"]", "30[{\"position\"");
    bob.stallAfter(SessionRig.PAGE_EVENTS);
    isShownTheFirstPage();
    rig.emit("secret", "vault");
    rig.emit("open", "lobby");
    allow(LOBBY, LOBBY);

    assertThat(bob.next()).as("at once").startsWith(FORBIDDEN);
    rig.settle();
    bob.readOn();
    assertThat(bob.next()).startsWith("2[\"open\"");
    assertThat(bob.next()).startsWith("2[\"$gap\"").contains("\"reason\":\"not-permitted\"");
    nothingMoreComes();
  }

  @Test
  void nothingIsShownWhenTheRoomIsForbiddenBeforeItIsJoined() {
    bob.send(JOIN_VAULT);
    allow(LOBBY, LOBBY);

    assertThat(bob.next()).startsWith(FORBIDDEN);
    nothingMoreComes();
    assertThat(bob.ask("22[\"$rooms\"]", "32")).isEqualTo("32[{\"rooms\":[]}]");
  }

  @Test
  void joinsThatWaitForTheirTurnGoOn() {
    isShownTheFirstPage();
    bob.send("22[\"$join\",{\"room\":\"lobby\",\"from\":\"earliest\"}]");
    bob.send("23[\"$join\",{\"room\":\"vault\",\"last\":1}]");
    allow(LOBBY, LOBBY);

    assertThat(bob.next()).startsWith(FORBIDDEN);
    assertThat(bob.next()).startsWith("2[\"hello\"");
    assertThat(bob.next()).startsWith("32[{\"position\":");
    assertThat(bob.next()).startsWith("33[{\"error\":{\"code\":\"forbidden\"");
    nothingMoreComes();
  }

  @Test
  void sessionMayEndBeforeTheRoomIsLeft() {
    isShownTheFirstPage();
    allow(LOBBY, LOBBY);
    assertThat(bob.come()).singleElement().asString().startsWith(FORBIDDEN);

    bob.lose();

    assertThat(bob.come()).isEmpty();
  }

  @Test
  void answerThatIsReadWhileTheRoomIsForbiddenHasNothingOfIt() {
    bob.send("21[\"$history\",{\"room\":\"vault\"}]");
    bob.send("22[\"$history\",{\"room\":\"vault\"}]");
    bob.send("23[\"$history\",{\"room\":\"lobby\"}]");
    allow(ALL, LOBBY);

    assertThat(bob.next()).startsWith(FORBIDDEN).contains("'history' must have it");
    assertThat(bob.next()).startsWith("32[{\"error\":{\"code\":\"forbidden\"");
    assertThat(bob.next()).startsWith("33[{\"events\":[{\"event\":[\"hello\"]");
  }
}
