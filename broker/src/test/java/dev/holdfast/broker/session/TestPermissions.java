package dev.holdfast.broker.session;

import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.Security;
import dev.holdfast.broker.security.permission.CurrentPermissions;
import dev.holdfast.broker.security.permission.Pattern;
import dev.holdfast.broker.security.permission.Permissions;
import dev.holdfast.broker.security.permission.Rule;
import dev.holdfast.broker.security.permission.Who;
import java.util.List;
import java.util.Set;

/** Authentication that lets everybody in, as nobody in particular, and what all of them may do. */
final class TestPermissions {
  private final CurrentPermissions current;

  /** At first everybody may join these rooms, and read what those held. */
  TestPermissions(List<String> join, List<String> history, Rule.Power... powers) {
    current = new CurrentPermissions(allowing(join, history, powers));
  }

  /** What sessions ask. */
  Security security() {
    Authentication anybody =
        new Authentication(
            new Authentication.Methods(null, null, false, true),
            null,
            Runnable::run,
            Runnable::run,
            () -> 1);
    return new Security(anybody, current, new Security.Terms(1_000, 0, false));
  }

  /** From now on it is this; sessions that stand have not looked yet. */
  void allow(List<String> join, List<String> history, Rule.Power... powers) {
    current.replace(allowing(join, history, powers));
  }

  private static Permissions allowing(
      List<String> join, List<String> history, Rule.Power... powers) {
    Rule.Rooms rooms = new Rule.Rooms(patterns(join), List.of(), patterns(history));
    Rule rule = new Rule(Who.ANYONE, rooms, List.of(), List.of(), Set.of(powers));
    return new Permissions(List.of(new Permissions.Namespace(Pattern.parse("/"), List.of(rule))));
  }

  private static List<Pattern> patterns(List<String> rooms) {
    return rooms.stream().map(Pattern::parse).toList();
  }
}
