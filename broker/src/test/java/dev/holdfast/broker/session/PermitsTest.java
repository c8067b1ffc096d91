package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.permission.CurrentPermissions;
import dev.holdfast.broker.security.permission.Pattern;
import dev.holdfast.broker.security.permission.Permissions;
import dev.holdfast.broker.security.permission.Rule;
import dev.holdfast.broker.security.permission.Target;
import dev.holdfast.broker.security.permission.Who;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermitsTest {
  private static final Audience LOBBY = Audience.of(StreamName.room("/", "lobby"));

  private final CurrentPermissions permissions = new CurrentPermissions(allowing("lobby"));
  private final Permits permits = Permits.of("/", permissions, principal("alice"));

  @Test
  void withoutAuthenticationNothingIsForbidden() throws Exception {
    Permits off = Permits.of("/", null, null);

    off.join("anything", true);
    off.history("anything");
    off.backend("be a back-end");
    assertThat(off.emit("event", LOBBY.exceptRooms(List.of("secret")))).isTrue();
    assertThat(off.mayBeIn("anything")).isTrue();
  }

  @Test
  void withoutAuthenticationTheDeadLettersOfOthersAreForBackEnds() throws Exception {
    Permits off = Permits.of("/", null, null);

    off.deadLettersOfOthers(true);
    assertThatThrownBy(() -> off.deadLettersOfOthers(false)).hasMessageContaining("back-ends");
    assertThat(off.mayCancelForOthers(true)).isTrue();
    assertThat(off.mayCancelForOthers(false)).isFalse();
  }

  @Test
  void changeHoldsFromTheNextQuestionOn() throws Exception {
    permits.emit("chat", LOBBY);
    permits.join("lobby", false);

    permissions.replace(allowing("vault"));

    assertThat(permits.mayBeIn("lobby")).isFalse();
    assertThatThrownBy(() -> permits.emit("chat", LOBBY)).hasMessageContaining("room:lobby");
    assertThatThrownBy(() -> permits.join("lobby", false)).hasMessageContaining("'join'");
    permits.join("vault", false);
  }

  @Test
  void newCredentialHoldsFromTheNextQuestionOn() throws Exception {
    permissions.replace(allowing("user-{team}"));
    assertThatThrownBy(() -> permits.join("user-red", false)).hasMessageContaining("'join'");

    permits.renewed(
        new Principal("alice", Set.of(), Map.of("team", List.of("red")), Principal.NEVER, "2"));

    permits.join("user-red", false);
    assertThat(permits.mayBeIn("user-red")).isTrue();
  }

  @Test
  void answersAreTheSameHoweverManyAreAsked() throws Exception {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 200; i++) {
        Audience other = Audience.of(StreamName.room("/", "room-" + i));
        assertThatThrownBy(() -> permits.emit("chat", other)).hasMessageContaining("room-");
      }
      assertThat(permits.emit("chat", LOBBY)).isFalse();
    }
  }

  @Test
  void longNameOfAnEventIsShortenedInTheRefusal() {
    assertThatThrownBy(() -> permits.emit("e".repeat(5000), Audience.of(StreamName.room("/", "x"))))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void roomOfAnothersSessionIsNotJoinedWhateverTheRulesSay() {
    permissions.replace(allowing("*"));

    assertThatThrownBy(() -> permits.join("lobby", true)).hasMessageContaining("session");
  }

  /** Alice may join this room, and emit to it. */
  private static Permissions allowing(String room) {
    Rule.EmitRule emit =
        new Rule.EmitRule(List.of(Pattern.parse("*")), List.of(Target.parse("room:" + room)));
    Rule rule =
        new Rule(
            Who.ANYONE,
            new Rule.Rooms(List.of(Pattern.parse(room)), List.of(), List.of()),
            List.of(emit),
            List.of(),
            Set.of());
    return new Permissions(List.of(new Permissions.Namespace(Pattern.parse("/"), List.of(rule))));
  }

  private static Principal principal(String subject) {
    return new Principal(subject, Set.of(), Map.of("sub", List.of(subject)), Principal.NEVER, "1");
  }
}
