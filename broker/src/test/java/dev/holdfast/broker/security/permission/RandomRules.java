package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Rules, clients and names of a few words, so that they often fit each other. */
final class RandomRules {
  private static final List<String> WORDS =
      List.of("a", "b", "ab", "*", "{sub}", "{team}", "{", "");
  private static final List<String> PIECES = List.of("a", "b", "ab", "*", "{sub}", "{team}");
  private static final List<String> NAMES = List.of("a", "b", "ab", "aab", "*", "{sub}", "", "b}");

  private final Random random;

  RandomRules(Random random) {
    this.random = random;
  }

  Permissions permissions() {
    return new Permissions(
        some(
            3,
            () ->
                new Permissions.Namespace(
                    Pattern.parse(pick(List.of("/", "/a", "/*", "/{sub}", "/{team}*"))),
                    some(3, this::rule))));
  }

  Principal principal() {
    if (random.nextInt(6) == 0) {
      return Principal.anonymous();
    }
    String subject = pick(List.of("a", "b", "*", "{team}"));
    Map<String, List<String>> claims = new HashMap<>();
    claims.put("sub", List.of(subject));
    if (random.nextBoolean()) {
      claims.put("team", some(2, () -> pick(WORDS)));
    }
    return new Principal(
        subject, new HashSet<>(some(2, this::role)), claims, Principal.NEVER, "id");
  }

  String namespace() {
    return pick(List.of("/", "/a", "/ab", "/b", "/*"));
  }

  String name() {
    return pick(NAMES);
  }

  Target.Kind kind() {
    return pick(
        List.of(Target.Kind.ROOM, Target.Kind.CLIENT, Target.Kind.SESSION, Target.Kind.EVERYONE));
  }

  private Rule rule() {
    return new Rule(
        who(),
        new Rule.Rooms(some(2, this::pattern), some(2, this::pattern), some(2, this::pattern)),
        some(2, () -> new Rule.EmitRule(some(2, this::pattern), some(2, this::target))),
        some(2, this::pattern),
        new HashSet<>(some(2, () -> pick(List.of(Rule.Power.values())))));
  }

  private Who who() {
    Map<String, List<Pattern>> claims =
        random.nextInt(3) > 0 ? Map.of() : Map.of("team", List.of(withoutClaims()));
    List<Pattern> clients = random.nextInt(3) > 0 ? List.of() : List.of(withoutClaims());
    Set<String> roles = random.nextInt(3) > 0 ? Set.of() : Set.of(role());
    return new Who(clients, roles, claims);
  }

  private String role() {
    return pick(List.of("user", "admin", Principal.ANONYMOUS_ROLE));
  }

  private Pattern withoutClaims() {
    return Pattern.parse(pick(List.of("a", "b", "a*", "*")));
  }

  private Target target() {
    return switch (random.nextInt(5)) {
      case 0 -> Target.parse("everyone");
      case 1 -> Target.parse("sessions");
      case 2 -> Target.parse("*");
      case 3 -> new Target(Target.Kind.CLIENT, pattern());
      default -> new Target(Target.Kind.ROOM, pattern());
    };
  }

  private Pattern pattern() {
    return Pattern.parse(pick(PIECES) + (random.nextBoolean() ? "" : pick(PIECES)));
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> List<T> some(int most, Supplier<T> each) {
    List<T> values = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      values.add(each.get());
    }
    return values;
  }
}
