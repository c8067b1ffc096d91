package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The rules that are about one client, with the values of its claims put into their patterns. */
final class CompiledGrants implements Grants {
  private final boolean mayConnect;
  private final List<NameSet> join;
  private final List<NameSet> member;
  private final List<NameSet> history;
  private final List<NameSet> shared;
  private final List<Emit> emit;
  private final Set<Rule.Power> powers = EnumSet.noneOf(Rule.Power.class);

  /** These events may go to these targets. */
  private record Emit(List<NameSet> events, List<To> to) {}

  /** Targets of one kind. */
  private record To(Target.Kind kind, NameSet names) {
    boolean isFor(Target.Kind asked, String name) {
      return (kind == Target.Kind.ANY || kind == asked) && names.fit(name);
    }
  }

  /** Of the rules that are about a client. */
  CompiledGrants(List<Rule> rules, Principal principal) {
    mayConnect = !rules.isEmpty();
    join = compile(rules, rule -> rule.rooms().join(), principal);
    member = compile(rules, rule -> rule.rooms().member(), principal);
    history = compile(rules, rule -> rule.rooms().history(), principal);
    shared = compile(rules, Rule::shared, principal);
    emit =
        rules.stream()
            .flatMap(rule -> rule.emit().stream())
            .map(rule -> compile(rule, principal))
            .toList();
    rules.forEach(rule -> powers.addAll(rule.powers()));
  }

  private static List<NameSet> compile(
      List<Rule> rules, Function<Rule, List<Pattern>> part, Principal principal) {
    return compile(rules.stream().flatMap(rule -> part.apply(rule).stream()).toList(), principal);
  }

  private static List<NameSet> compile(List<Pattern> patterns, Principal principal) {
    return patterns.stream().map(pattern -> pattern.of(principal)).toList();
  }

  private static Emit compile(Rule.EmitRule rule, Principal principal) {
    return new Emit(
        compile(rule.events(), principal),
        rule.to().stream()
            .map(target -> new To(target.kind(), target.name().of(principal)))
            .toList());
  }

  @Override
  public boolean isEverything() {
    return false;
  }

  @Override
  public boolean mayConnect() {
    return mayConnect;
  }

  @Override
  public boolean mayJoin(String room) {
    return NameSet.anyFits(join, room);
  }

  @Override
  public boolean mayBeIn(String room) {
    return mayJoin(room) || NameSet.anyFits(member, room);
  }

  @Override
  public boolean mayReadHistory(String room) {
    return NameSet.anyFits(history, room);
  }

  @Override
  public boolean mayEmit(String event, Target.Kind kind, String name) {
    for (Emit rule : emit) {
      if (NameSet.anyFits(rule.events(), event)
          && rule.to().stream().anyMatch(to -> to.isFor(kind, name))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean mayShare(String clientId) {
    return NameSet.anyFits(shared, clientId);
  }

  @Override
  public boolean has(Rule.Power power) {
    return powers.contains(power);
  }
}
