package dev.holdfast.broker.config;

import dev.holdfast.broker.security.permission.Pattern;
import dev.holdfast.broker.security.permission.Rule;
import dev.holdfast.broker.security.permission.Target;
import dev.holdfast.broker.security.permission.Who;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads one rule of a permission file. */
final class PermissionRuleReader {
  private static final String WHO = "who";
  private static final String JOIN = "join";
  private static final String MEMBER = "member";
  private static final String HISTORY = "history";
  private static final String EMIT = "emit";
  private static final String SHARED = "shared";
  private static final String BACKEND = "backend";
  private static final String ADMIN = "admin";
  private static final List<String> KEYS =
      List.of(WHO, JOIN, MEMBER, HISTORY, EMIT, SHARED, BACKEND, ADMIN);

  private static final String EVENTS = "events";
  private static final String TO = "to";

  private static final ValueType.Scalar<Boolean> BOOL = ScalarTypes.bool();

  private PermissionRuleReader() {}

  /** Null when it is no mapping or does not say whom it is about. */
  static @Nullable Rule read(Node node, String place, Problems problems) {
    Fields fields = Fields.of(node, place, KEYS, problems);
    if (fields == null) {
      return null;
    }
    Who who = fields.required(WHO, PermissionWhoReader::read);
    Rule.Rooms rooms =
        new Rule.Rooms(
            patterns(fields, JOIN, PermissionTypes.PATTERN),
            patterns(fields, MEMBER, PermissionTypes.PATTERN),
            patterns(fields, HISTORY, PermissionTypes.PATTERN_OR_EMPTY));
    List<Rule.EmitRule> emit =
        fields.optional(EMIT, PermissionRuleReader::emitRules, List.<Rule.EmitRule>of());
    List<Pattern> shared = patterns(fields, SHARED, PermissionTypes.PATTERN);
    Set<Rule.Power> powers = powers(fields);
    return who == null ? null : new Rule(who, rooms, emit, shared, powers);
  }

  private static List<Pattern> patterns(
      Fields fields, String name, Fields.FieldReader<Pattern> type) {
    return fields.optional(
        name,
        (node, place, problems) -> Lists.of(node, place, "names", type, problems),
        List.<Pattern>of());
  }

  private static @Nullable List<Rule.EmitRule> emitRules(
      Node node, String place, Problems problems) {
    return Lists.of(
        node, place, "mappings with events and to", PermissionRuleReader::emitRule, problems);
  }

  private static Rule.@Nullable EmitRule emitRule(Node node, String place, Problems problems) {
    Fields fields = Fields.of(node, place, List.of(EVENTS, TO), problems);
    if (fields == null) {
      return null;
    }
    List<Pattern> events =
        fields.required(
            EVENTS,
            (list, path, found) ->
                Lists.of(list, path, "event names", PermissionTypes.PATTERN, found));
    List<Target> to =
        fields.required(
            TO,
            (list, path, found) -> Lists.of(list, path, "targets", PermissionTypes.TARGET, found));
    return events == null || to == null ? null : new Rule.EmitRule(events, to);
  }

  private static Set<Rule.Power> powers(Fields fields) {
    Set<Rule.Power> powers = EnumSet.noneOf(Rule.Power.class);
    if (fields.optional(BACKEND, BOOL::read, false)) {
      powers.add(Rule.Power.BACKEND);
    }
    powers.addAll(
        fields.optional(
            ADMIN,
            (list, path, found) ->
                Lists.of(list, path, "administrators' powers", PermissionTypes.ADMIN, found),
            List.<Rule.Power>of()));
    return powers;
  }
}
