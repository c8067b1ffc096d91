package dev.holdfast.broker.security.permission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.security.Principal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionsTest {
  private static final Principal ALICE = principal("alice", Set.of("user"), "acme");

  @Test
  void whomNoRuleIsAboutMayNothing() {
    Grants grants = Permissions.NONE.of(ALICE, "/");

    assertThat(grants.mayConnect()).isFalse();
    assertThat(grants.mayJoin("lobby")).isFalse();
    assertThat(grants.mayBeIn("lobby")).isFalse();
    assertThat(grants.mayReadHistory("")).isFalse();
    assertThat(grants.mayEmit("chat", Target.Kind.EVERYONE, "")).isFalse();
    assertThat(grants.mayShare("alice")).isFalse();
    assertThat(grants.has(Rule.Power.BACKEND)).isFalse();
  }

  @Test
  void rulesOfAllEntriesThatFitTheNamespaceAddUp() {
    Permissions permissions =
        new Permissions(
            List.of(
                namespace("/", rule(Who.ANYONE, "never")),
                namespace("/chat", rule(Who.ANYONE, "lobby")),
                namespace("/c*", rule(Who.ANYONE, "news"))));

    Grants grants = permissions.of(ALICE, "/chat");

    assertThat(grants.mayJoin("lobby")).isTrue();
    assertThat(grants.mayJoin("news")).isTrue();
    assertThat(grants.mayJoin("never")).isFalse();
  }

  @Test
  void namespaceNamedByAClaimIsThatOfItsTenantAlone() {
    Permissions permissions =
        new Permissions(List.of(namespace("/tenant-{tenant}", rule(Who.ANYONE, "*"))));

    assertThat(permissions.of(ALICE, "/tenant-acme").mayConnect()).isTrue();
    assertThat(permissions.of(ALICE, "/tenant-other").mayConnect()).isFalse();
    assertThat(permissions.of(principal("eve", Set.of(), "*"), "/tenant-acme").mayConnect())
        .isFalse();
  }

  @Test
  void allThatARuleSaysOfWhoMustBeTrue() {
    Who acmesAdmins =
        new Who(List.of(), Set.of("admin"), Map.of("tenant", List.of(Pattern.parse("acme*"))));
    Permissions permissions = new Permissions(List.of(namespace("/", rule(acmesAdmins, "audit"))));

    assertThat(permissions.of(principal("a", Set.of("admin"), "acme"), "/").mayJoin("audit"))
        .isTrue();
    assertThat(permissions.of(principal("b", Set.of("admin"), "other"), "/").mayJoin("audit"))
        .isFalse();
    assertThat(permissions.of(ALICE, "/").mayJoin("audit")).isFalse();
  }

  @Test
  void anonymousClientIsNoneThatARuleNames() {
    Who named = new Who(List.of(Pattern.parse("*")), Set.of(), Map.of());
    Permissions permissions = new Permissions(List.of(namespace("/", rule(named, "*"))));

    assertThat(permissions.of(ALICE, "/").mayConnect()).isTrue();
    assertThat(permissions.of(Principal.anonymous(), "/").mayConnect()).isFalse();
  }

  @Test
  void roomThatABackEndMayPutAClientIntoIsNoneToJoin() {
    Rule.Rooms rooms = new Rule.Rooms(List.of(), List.of(Pattern.parse("game-*")), List.of());
    Rule rule = new Rule(Who.ANYONE, rooms, List.of(), List.of(), Set.of());
    Grants grants = new Permissions(List.of(namespace("/", rule))).of(ALICE, "/");

    assertThat(grants.mayJoin("game-1")).isFalse();
    assertThat(grants.mayBeIn("game-1")).isTrue();
    assertThat(grants.mayBeIn("lobby")).isFalse();
  }

  @Test
  void eventGoesOnlyToTargetsOfARuleThatHasIt() {
    Rule rule =
        new Rule(
            Who.ANYONE,
            new Rule.Rooms(List.of(), List.of(), List.of()),
            List.of(
                emit("chat", "room:lobby", "client:{sub}"), emit("alarm", "everyone", "sessions")),
            List.of(),
            Set.of());
    Grants grants = new Permissions(List.of(namespace("/", rule))).of(ALICE, "/");

    assertThat(grants.mayEmit("chat", Target.Kind.ROOM, "lobby")).isTrue();
    assertThat(grants.mayEmit("chat", Target.Kind.CLIENT, "alice")).isTrue();
    assertThat(grants.mayEmit("alarm", Target.Kind.EVERYONE, "")).isTrue();
    assertThat(grants.mayEmit("alarm", Target.Kind.SESSION, "some-sid")).isTrue();
    assertThat(grants.mayEmit("alarm", Target.Kind.ROOM, "lobby")).isFalse();
    assertThat(grants.mayEmit("chat", Target.Kind.EVERYONE, "")).isFalse();
    assertThat(grants.mayEmit("chat", Target.Kind.CLIENT, "lobby")).isFalse();
    assertThat(grants.mayEmit("chat", Target.Kind.ROOM, "alice")).isFalse();
  }

  /** Random rules, clients and questions; the answer follows from reading the rules one by one. */
  @Test
  void compiledGrantsSayWhatTheRulesSayOneByOne() {
    long seed = Long.getLong("holdfast.permissions.seed", System.nanoTime());
    System.out.println("PermissionsTest seed " + seed);
    RandomRules random = new RandomRules(new Random(seed));
    int allowed = 0;
    for (int i = 0; i < 20_000; i++) {
      Permissions permissions = random.permissions();
      Principal principal = random.principal();
      String namespace = random.namespace();
      String event = random.name();
      Target.Kind kind = random.kind();
      String name = random.name();
      Grants grants = permissions.of(principal, namespace);
      NaiveGrants naive = new NaiveGrants(permissions, principal, namespace);
      String asked = "seed %d, turn %d: %s".formatted(seed, i, permissions);

      assertThat(grants.mayConnect()).as(asked).isEqualTo(naive.mayConnect());
      assertThat(grants.mayJoin(name)).as(asked).isEqualTo(naive.mayJoin(name));
      assertThat(grants.mayBeIn(name)).as(asked).isEqualTo(naive.mayBeIn(name));
      assertThat(grants.mayReadHistory(name)).as(asked).isEqualTo(naive.mayReadHistory(name));
      assertThat(grants.mayShare(name)).as(asked).isEqualTo(naive.mayShare(name));
      assertThat(grants.mayEmit(event, kind, name))
          .as(asked)
          .isEqualTo(naive.mayEmit(event, kind, name));
      for (Rule.Power power : Rule.Power.values()) {
        assertThat(grants.has(power)).as(asked).isEqualTo(naive.has(power));
      }
      allowed += naive.mayEmit(event, kind, name) || naive.mayJoin(name) ? 1 : 0;
    }
    assertThat(allowed).as("seed %d asks nothing that is allowed", seed).isGreaterThan(1000);
  }

  private static Permissions.Namespace namespace(String name, Rule... rules) {
    return new Permissions.Namespace(Pattern.parse(name), List.of(rules));
  }

  private static Rule rule(Who who, String room) {
    Rule.Rooms rooms = new Rule.Rooms(List.of(Pattern.parse(room)), List.of(), List.of());
    return new Rule(who, rooms, List.of(), List.of(), EnumSet.noneOf(Rule.Power.class));
  }

  private static Rule.EmitRule emit(String event, String... to) {
    List<Target> targets = new ArrayList<>();
    for (String target : to) {
      targets.add(Target.parse(target));
    }
    return new Rule.EmitRule(List.of(Pattern.parse(event)), targets);
  }

  private static Principal principal(String subject, Set<String> roles, String tenant) {
    Map<String, List<String>> claims = Map.of("sub", List.of(subject), "tenant", List.of(tenant));
    return new Principal(subject, roles, claims, Principal.NEVER, "id");
  }
}
