package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eve was let in, and tries what she may not. */
class PermissionAttacksTest {
  private static final String FILE =
      """
      namespaces:
        - name: /
          rules:
            - who: anyone
              join: [lobby, "room-*", "user-{sub}", "team-{team}"]
              emit:
                - {events: [chat], to: ["room:lobby", "room:room-*", "client:{sub}"]}
            - who: {role: broadcaster}
              join: ["*"]
              emit: [{events: ["*"], to: ["room:*"]}]
            - who: {role: admin}
              join: ["*"]
              history: ["*"]
              emit: [{events: ["*"], to: ["*"]}]
              admin: [dead-letters, cancel]
        - name: /backed
          rules:
            - who: {client: chat, role: backend}
              backend: true
              shared: [chat]
            - who: {claim: {app: chat}}
              member: ["game-*"]
      """;

  private static final Map<String, ?> ADMIN = Map.of("roles", List.of("admin"));
  private static final Map<String, ?> BROADCASTER = Map.of("roles", List.of("broadcaster"));
  private static final Map<String, ?> CHAT = Map.of("app", "chat");

  @TempDir Path directory;
  private PermissionRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = PermissionRig.start(directory, FILE);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void roomThatIsCalledStarIsNoWildcard() {
    RawClient eve = rig.client("eve");

    assertForbidden(eve.ask(join("*")));
    assertForbidden(eve.ask(join("user-*")));
  }

  @Test
  void starInARoomsNameReachesNoOtherRoom() {
    RawClient bob = rig.client("bob");
    RawClient eve = rig.client("eve");
    bob.ask(join("room-1"));

    assertThat(eve.ask(join("room-*"))).startsWith("431[{\"position\"");
    assertAllowed(rig.client("carol").ask(emit("\"rooms\":[\"room-*\"]", "chat")));
    assertThat(eve.next()).isEqualTo("42[\"chat\"]");
    assertThat(bob.untilNow()).isEmpty();
  }

  @Test
  void lettersThatOnlyLookAlikeAreOthers() {
    assertForbidden(rig.client("eve").ask(join("l\u043ebby")));
    assertForbidden(rig.client("eve").ask(join("Lobby")));
    assertForbidden(rig.client("eve").ask(join("lobby\u200b")));
  }

  @Test
  void bracesInARoomsNameStandForNothing() {
    assertForbidden(rig.client("eve").ask(join("user-{sub}")));
    assertForbidden(rig.client("eve").ask(join("team-{team}")));
    assertForbidden(rig.client("eve").ask(join("team-")));
  }

  @Test
  void starInAClaimFitsItselfAlone() {
    RawClient eve = rig.client("eve", Map.of("team", "*"), "");

    assertForbidden(eve.ask(join("team-red")));
    assertAllowed(eve.ask(join("team-*")));
  }

  @Test
  void claimInAClaimIsText() {
    RawClient eve = rig.client("eve", Map.of("team", "{sub}"), "");

    assertForbidden(eve.ask(join("team-eve")));
    assertAllowed(eve.ask(join("team-{sub}")));
  }

  @Test
  void slashesAndDotsInAClaimLeadNowhere() {
    RawClient eve = rig.client("eve", Map.of("team", "../user-bob"), "");

    assertForbidden(eve.ask(join("user-bob")));
    assertAllowed(eve.ask(join("team-../user-bob")));
  }

  @Test
  void emptyClaimFitsNothing() {
    assertForbidden(rig.client("eve", Map.of("team", ""), "").ask(join("team-")));
  }

  @Test
  void subjectThatIsAPatternIsAName() {
    RawClient star = rig.client("*");

    assertForbidden(star.ask(join("user-bob")));
    assertForbidden(star.ask(emit("\"clients\":[\"bob\"]", "chat")));
  }

  @Test
  void queueOfAnotherClientTakesNothingAndSaysNotWhetherItIsThere() {
    rig.client("bob");
    RawClient eve = rig.client("eve");

    String known = eve.ask(emit("\"clients\":[\"bob\"]", "chat"));
    String unknown = eve.ask(emit("\"clients\":[\"ghost\"]", "chat"));

    assertForbidden(known);
    assertThat(unknown).isEqualTo(known.replace("bob", "ghost"));
  }

  @Test
  void oneForbiddenTargetAmongOthersStopsTheEventForAll() {
    RawClient bob = rig.client("bob");
    bob.ask(join("lobby"));

    assertForbidden(
        rig.client("eve").ask(emit("\"rooms\":[\"lobby\"],\"clients\":[\"bob\"]", "chat")));
    assertThat(bob.untilNow()).isEmpty();
  }

  @Test
  void eventOfAnotherNameIsRefusedWhereItsTargetIsAllowed() {
    assertForbidden(rig.client("eve").ask(emit("\"rooms\":[\"lobby\"]", "admin-command")));
    assertForbidden(rig.client("eve").ask(emit("\"rooms\":[\"lobby\"]", "*")));
  }

  @Test
  void sessionOfAnotherIsNoTargetByItsSidNorAsARoom() {
    RawClient bob = rig.open("", PermissionRig.auth("bob", Map.of(), ""));
    String sid = sid(bob.next());
    RawClient eve = rig.client("eve");

    assertForbidden(eve.ask(emit("\"sessions\":[\"" + sid + "\"]", "chat")));
    assertForbidden(eve.ask(emit("\"rooms\":[\"" + sid + "\"]", "chat")));
  }

  @Test
  void whoMayEmitToAllRoomsReachesNoSessionThroughTheRoomOfItsSid() {
    RawClient bob = rig.open("", PermissionRig.auth("bob", Map.of(), ""));
    String sid = sid(bob.next());
    RawClient admin = rig.client("admin", ADMIN, "");
    RawClient eve = rig.client("eve", BROADCASTER, "");

    assertAllowed(eve.ask(emit("\"rooms\":[\"" + sid + "\"]", "chat")));
    assertThat(bob.untilNow()).isEmpty();
    assertAllowed(admin.ask(emit("\"rooms\":[\"" + sid + "\"]", "chat")));
    assertThat(bob.next()).isEqualTo("42[\"chat\"]");
  }

  @Test
  void roomOfAnothersSidCannotBeJoined() {
    RawClient bob = rig.open("", PermissionRig.auth("bob", Map.of(), ""));
    String sid = sid(bob.next());

    assertForbidden(rig.client("eve", BROADCASTER, "").ask(join(sid)));
  }

  @Test
  void roomsThatAreLeftOutAreAskedAboutToo() {
    assertForbidden(
        rig.client("eve")
            .ask(emit("\"rooms\":[\"lobby\"],\"exceptRooms\":[\"user-bob\"]", "chat")));
    assertAllowed(
        rig.client("eve").ask(emit("\"rooms\":[\"lobby\"],\"exceptRooms\":[\"room-1\"]", "chat")));
  }

  @Test
  void everyoneIsATargetOfItsOwn() {
    assertForbidden(rig.client("eve").ask(emit("\"everyone\":true", "chat")));
  }

  @Test
  void plainEmitIsCheckedByWhereItsRouteSendsIt() {
    assertForbidden(rig.client("eve").ask("421[\"chat\",\"hello\"]"));
    assertAllowed(rig.client("admin", ADMIN, "").ask("421[\"chat\",\"hello\"]"));
  }

  @Test
  void whatARoomHeldIsNotShownToWhoMayOnlyJoin() {
    RawClient eve = rig.client("eve");

    assertForbidden(eve.ask("421[\"$history\",{\"room\":\"user-bob\"}]"));
    assertForbidden(eve.ask("421[\"$history\",{\"room\":\"lobby\"}]"));
    assertForbidden(eve.ask("421[\"$join\",{\"room\":\"lobby\",\"from\":\"earliest\"}]"));
    assertForbidden(eve.ask("421[\"$join\",{\"room\":\"lobby\",\"last\":5}]"));
    assertForbidden(eve.ask("421[\"$join\",{\"room\":\"lobby\",\"retained\":true}]"));
    assertForbidden(eve.ask("421[\"$join\",{\"room\":\"lobby\",\"from\":{\"time\":0}}]"));
    assertThat(eve.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
  }

  @Test
  void newQueueDoesNotBeginInThePastOfWhatIsForEveryone() {
    rig.client("admin", ADMIN, "").ask(emit("\"everyone\":true", "secret"));

    String auth = PermissionRig.auth("eve", Map.of(), ",\"from\":\"earliest\"");
    assertThat(rig.answer("", auth)).startsWith("44{").contains("\"code\":\"forbidden\"");
  }

  @Test
  void namespaceWhoseRulesAreNotAboutHerIsClosed() {
    assertThat(rig.answer("/closed,", PermissionRig.auth("eve", ADMIN, "")))
        .startsWith("44/closed,{")
        .contains("\"code\":\"forbidden\"", "no rule is about this client");
    assertThat(rig.answer("/backed,", PermissionRig.auth("eve", ADMIN, "")))
        .contains("\"code\":\"forbidden\"");
  }

  @Test
  void subjectOfABackEndWithoutItsRoleIsNoBackEnd() {
    String auth = PermissionRig.auth("chat", CHAT, ",\"shared\":true");

    assertThat(rig.answer("/backed,", auth)).contains("\"code\":\"forbidden\"");
  }

  @Test
  void verbsOfBackEndsAreNotForClients() {
    RawClient eve = rig.client("/backed,", "eve", CHAT, "");

    assertForbidden(eve.ask("42/backed,1[\"$sessions\"]"));
    assertForbidden(eve.ask("42/backed,1[\"$disconnect\",{\"client\":\"bob\"}]"));
    assertForbidden(eve.ask("42/backed,1[\"$join\",{\"room\":\"game-1\",\"client\":\"bob\"}]"));
    assertForbidden(eve.ask("42/backed,1[\"$ask\",{\"everyone\":true},\"who\"]"));
  }

  @Test
  void ownQueueIsNotSharedWithoutThePermission() {
    String auth = PermissionRig.auth("eve", Map.of(), ",\"shared\":true");

    assertThat(rig.answer("", auth)).contains("\"code\":\"forbidden\"", "'shared' must have 'eve'");
  }

  @Test
  void queueOfABackEndIsNotSharedBySomebodyElse() {
    String auth = PermissionRig.auth("eve", CHAT, ",\"clientId\":\"chat\",\"shared\":true");

    assertThat(rig.answer("/backed,", auth)).contains("\"code\":\"forbidden\"");
  }

  @Test
  void deadLettersOfOthersAreNotHers() {
    rig.client("bob");

    assertForbidden(
        rig.client("eve").ask("421[\"$deadLetters\",{\"action\":\"list\",\"of\":\"bob\"}]"));
    assertForbidden(
        rig.client("eve").ask("421[\"$deadLetters\",{\"action\":\"purge\",\"of\":\"bob\"}]"));
    assertAllowed(
        rig.client("admin", ADMIN, "")
            .ask("421[\"$deadLetters\",{\"action\":\"list\",\"of\":\"bob\"}]"));
  }

  @Test
  void eventThatAnotherHasScheduledIsNotTakenBack() {
    long later = System.currentTimeMillis() + 600_000;
    String scheduled =
        rig.client("bob").ask(emit("\"rooms\":[\"lobby\"],\"deliverAt\":" + later, "chat"));
    String position = scheduled.replaceFirst(".*\"position\":\"([^\"]+)\".*", "$1");
    String cancel = "421[\"$cancel\",{\"p\":\"" + position + "\"}]";

    assertThat(rig.client("eve").ask(cancel)).contains("\"cancelled\":false");
    assertThat(rig.client("admin", ADMIN, "").ask(cancel)).contains("\"cancelled\":true");
  }

  @Test
  void clientCannotBePutWhereItMayNotBe() {
    RawClient chat =
        rig.client("/backed,", "chat", Map.of("roles", List.of("backend")), ",\"shared\":true");
    RawClient eve = rig.client("/backed,", "eve", CHAT, "");
    assertThat(chat.next()).contains("$connection");

    assertForbidden(eve.ask("42/backed,1[\"$join\",\"game-1\"]"));
    assertForbidden(chat.ask("42/backed,1[\"$join\",{\"room\":\"vault\",\"client\":\"eve\"}]"));
    assertAllowed(chat.ask("42/backed,1[\"$join\",{\"room\":\"game-1\",\"client\":\"eve\"}]"));
    assertThat(eve.ask("42/backed,1[\"$rooms\"]")).contains("[\"game-1\"]");
  }

  private static String join(String room) {
    return "421[\"$join\",\"" + room + "\"]";
  }

  private static String emit(String options, String name) {
    return "421[\"$emit\",{" + options + "},\"" + name + "\"]";
  }

  private static String sid(String connected) {
    return connected.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private static void assertForbidden(String answer) {
    assertThat(answer).contains("\"code\":\"forbidden\"");
  }

  private static void assertAllowed(String answer) {
    assertThat(answer).startsWith("43").doesNotContain("error");
  }
}
