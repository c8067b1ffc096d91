package dev.holdfast.broker.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.permission.Grants;
import dev.holdfast.broker.security.permission.Permissions;
import dev.holdfast.broker.security.permission.Rule;
import dev.holdfast.broker.security.permission.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionFileTest {
  @TempDir Path temp;

  @Test
  void fileSaysWhoMayDoWhat() throws Exception {
    Permissions permissions =
        load(
            """
            namespaces:
              - name: /chat
                rules:
                  - who: anyone
                    join: [lobby, "user-{sub}"]
                    member: ["game-*"]
                    history: ["", lobby]
                    emit:
                      - events: [chat, "typing*"]
                        to: ["room:lobby", "client:{sub}", sessions, everyone]
                  - who: {role: backend, client: ["chat", "audit-*"]}
                    backend: true
                    shared: ["{sub}"]
                    admin: [dead-letters, cancel]
                    emit:
                      - {events: ["*"], to: ["*"]}
                  - who: {claim: {tenant: [acme, "ac-*"]}}
                    join: [acme]
            """);

    Grants alice = permissions.of(principal("alice", Set.of(), "acme"), "/chat");
    assertThat(alice.mayJoin("lobby")).isTrue();
    assertThat(alice.mayJoin("user-alice")).isTrue();
    assertThat(alice.mayJoin("user-bob")).isFalse();
    assertThat(alice.mayJoin("acme")).isTrue();
    assertThat(alice.mayBeIn("game-7")).isTrue();
    assertThat(alice.mayReadHistory("")).isTrue();
    assertThat(alice.mayEmit("typing now", Target.Kind.SESSION, "s")).isTrue();
    assertThat(alice.mayEmit("chat", Target.Kind.CLIENT, "bob")).isFalse();
    assertThat(alice.has(Rule.Power.BACKEND)).isFalse();
    Grants audit = permissions.of(principal("audit-2", Set.of("backend"), "x"), "/chat");
    assertThat(audit.has(Rule.Power.BACKEND)).isTrue();
    assertThat(audit.has(Rule.Power.DEAD_LETTERS)).isTrue();
    assertThat(audit.has(Rule.Power.CANCEL)).isTrue();
    assertThat(audit.mayShare("audit-2")).isTrue();
    assertThat(audit.mayJoin("acme")).isFalse();
    assertThat(audit.mayEmit("any", Target.Kind.ROOM, "any")).isTrue();
    assertThat(permissions.of(principal("alice", Set.of(), "acme"), "/").mayConnect()).isFalse();
  }

  @Test
  void smallestFileThatIsShownIsLegal() throws Exception {
    Permissions permissions = load(PermissionFile.SMALLEST);

    assertThat(permissions.of(principal("alice", Set.of(), "x"), "/").mayJoin("user-alice"))
        .isTrue();
  }

  @Test
  void documentationShowsTheSameFileAsTheRefusalToStart() throws Exception {
    assertThat(Files.readString(Path.of("..", "docs", "security.md")))
        .contains("```yaml\n" + PermissionFile.SMALLEST + "```");
  }

  @Test
  void everythingThatIsWrongIsSaidWithItsLine() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                load(
                    """
                    namespaces:
                      - name: chat
                        rules:
                          - who: {role: "adm*"}
                            joins: [lobby]
                          - who: everybody
                            join: ["user-{sub"]
                          - join: [x]
                          - who: {}
                          - who: {client: "{sub}"}
                            emit:
                              - events: [a]
                                to: [lobby]
                              - to: [everyone]
                            backend: yes
                            admin: [root]
                    """));

    assertThat(e.problems().stream().map(ConfigProblem::toString).map(this::withoutFile))
        .containsExactly(
            "2:11: namespaces[0].name: must be the name of a namespace, which begins with '/'; *"
                + " stands for any text, {claim} for a claim's value, not 'chat'",
            "4:21: namespaces[0].rules[0].who.role: must be the name of a role, without *, not"
                + " 'adm*' in quotes",
            "5:9: namespaces[0].rules[0].joins: unknown key; did you mean"
                + " namespaces[0].rules[0].join?",
            "6:14: namespaces[0].rules[1].who: must be anyone, or a mapping with one or more of"
                + " client, role and claim",
            "7:16: namespaces[0].rules[1].join[0]: 'user-{sub' has a brace that names no claim: a"
                + " claim is written {name}",
            "8:9: namespaces[0].rules[2]: has no who",
            "9:14: namespaces[0].rules[3].who: must be anyone, or a mapping with one or more of"
                + " client, role and claim",
            "10:23: namespaces[0].rules[4].who.client: must be a name, in which * stands for any"
                + " text, not '{sub}' in quotes",
            "13:18: namespaces[0].rules[4].emit[0].to[0]: 'lobby' is no target; legal are"
                + " room:NAME, client:ID, sessions, everyone and *",
            "14:13: namespaces[0].rules[4].emit[1]: has no events",
            "15:18: namespaces[0].rules[4].backend: must be true or false, not 'yes'",
            "16:17: namespaces[0].rules[4].admin[0]: must be dead-letters or cancel, not 'root'");
    assertThat(e).hasMessageStartingWith("The permission file has 12 errors:\n");
  }

  @Test
  void fileThatSaysNothingIsAMistake() {
    assertThatThrownBy(() -> load("")).hasMessageContaining("has no namespaces");
    assertThatThrownBy(() -> load("namespaces:\n")).hasMessageContaining("must be a list");
    assertThatThrownBy(() -> load("namespaces: []\n")).hasMessageContaining("has no namespaces");
    assertThatThrownBy(() -> load("namespaces: [")).hasMessageContaining("is not YAML");
  }

  @Test
  void ruleThatIsGivenTwiceTheSameKeyIsRefused() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    namespaces:
                      - name: /
                        rules:
                          - who: anyone
                            join: [a]
                            join: [b]
                    """))
        .hasMessageContaining("was given before");
  }

  private String withoutFile(String problem) {
    return problem.replace(temp.resolve("permissions.yaml") + ":", "");
  }

  private Permissions load(String yaml) throws Exception {
    return PermissionFile.parse(temp.resolve("permissions.yaml"), yaml.getBytes(UTF_8));
  }

  private static Principal principal(String subject, Set<String> roles, String tenant) {
    Map<String, List<String>> claims = Map.of("sub", List.of(subject), "tenant", List.of(tenant));
    return new Principal(subject, roles, claims, Principal.NEVER, "id");
  }
}
