package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the rules one by one for each question, by regular expressions: slow, and plain. */
final class NaiveGrants {
  private final Permissions permissions;
  private final Principal principal;
  private final String namespace;

  NaiveGrants(Permissions permissions, Principal principal, String namespace) {
    this.permissions = permissions;
    this.principal = principal;
    this.namespace = namespace;
  }

  boolean mayConnect() {
    return rules().findAny().isPresent();
  }

  boolean mayJoin(String room) {
    return rules().anyMatch(rule -> anyFits(rule.rooms().join(), room));
  }

  boolean mayBeIn(String room) {
    return mayJoin(room) || rules().anyMatch(rule -> anyFits(rule.rooms().member(), room));
  }

  boolean mayReadHistory(String room) {
    return rules().anyMatch(rule -> anyFits(rule.rooms().history(), room));
  }

  boolean mayShare(String clientId) {
    return rules().anyMatch(rule -> anyFits(rule.shared(), clientId));
  }

  boolean has(Rule.Power power) {
    return rules().anyMatch(rule -> rule.powers().contains(power));
  }

  boolean mayEmit(String event, Target.Kind kind, String name) {
    return rules()
        .flatMap(rule -> rule.emit().stream())
        .filter(emit -> anyFits(emit.events(), event))
        .flatMap(emit -> emit.to().stream())
        .anyMatch(
            to -> (to.kind() == kind || to.kind() == Target.Kind.ANY) && fits(to.name(), name));
  }

  private Stream<Rule> rules() {
    return permissions.namespaces().stream()
        .filter(entry -> fits(entry.name(), namespace))
        .flatMap(entry -> entry.rules().stream())
        .filter(rule -> isAbout(rule.who()));
  }

  private boolean isAbout(Who who) {
    boolean client =
        who.clients().isEmpty()
            || (!principal.subject().isEmpty() && anyFits(who.clients(), principal.subject()));
    boolean role = who.roles().isEmpty() || intersect(who.roles(), principal.roles());
    boolean claims = true;
    for (Map.Entry<String, List<dev.holdfast.broker.security.permission.Pattern>> claim :
        who.claims().entrySet()) {
      claims &=
          principal.claim(claim.getKey()).stream()
              .anyMatch(value -> anyFits(claim.getValue(), value));
    }
    return client && role && claims;
  }

  private static boolean intersect(Set<String> some, Set<String> others) {
    return some.stream().anyMatch(others::contains);
  }

  private boolean anyFits(
      List<dev.holdfast.broker.security.permission.Pattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> fits(pattern, text));
  }

  /** By a regular expression of alternatives for each claim. */
  private boolean fits(dev.holdfast.broker.security.permission.Pattern pattern, String text) {
    StringBuilder regex = new StringBuilder();
    String written = pattern.toString();
    for (int i = 0; i < written.length(); i++) {
      char next = written.charAt(i);
      if (next == '*') {
        regex.append("(?s:.*)");
      } else if (next == '{') {
        int end = written.indexOf('}', i);
        regex.append(alternatives(principal.claim(written.substring(i + 1, end))));
        i = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(next)));
      }
    }
    return Pattern.matches(regex.toString(), text);
  }

  /** Without any there is nothing that fits. */
  private static String alternatives(List<String> values) {
    List<String> quoted =
        values.stream().filter(value -> !value.isEmpty()).map(Pattern::quote).toList();
    return quoted.isEmpty() ? "(?!)" : "(?:" + String.join("|", quoted) + ")";
  }
}
