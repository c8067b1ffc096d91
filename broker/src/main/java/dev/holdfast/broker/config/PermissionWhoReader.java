package dev.holdfast.broker.config;

import dev.holdfast.broker.security.permission.Pattern;
import dev.holdfast.broker.security.permission.Who;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads whom a rule is about: {@code anyone}, or a mapping with client, role and claim. */
final class PermissionWhoReader {
  private static final String ANYONE = "anyone";
  private static final String CLIENT = "client";
  private static final String ROLE = "role";
  private static final String CLAIM = "claim";

  private PermissionWhoReader() {}

  /** Null when it is neither. A mapping without anything in it says nothing, and is refused. */
  static @Nullable Who read(Node node, String place, Problems problems) {
    if (node instanceof ScalarNode scalar && scalar.getValue().equals(ANYONE)) {
      return Who.ANYONE;
    }
    if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
      problems.add(
          node, place, "must be anyone, or a mapping with one or more of client, role and claim");
      return null;
    }
    Fields fields = Fields.of(node, place, List.of(CLIENT, ROLE, CLAIM), problems);
    if (fields == null) {
      return null;
    }
    return new Who(
        fields.optional(CLIENT, PermissionWhoReader::names, List.<Pattern>of()),
        Set.copyOf(fields.optional(ROLE, PermissionWhoReader::roles, List.<String>of())),
        fields.optional(CLAIM, PermissionWhoReader::claims, Map.<String, List<Pattern>>of()));
  }

  private static @Nullable List<Pattern> names(Node node, String place, Problems problems) {
    return Lists.ofOneOrMore(node, place, "names", PermissionTypes.WITHOUT_CLAIMS, problems);
  }

  private static @Nullable List<String> roles(Node node, String place, Problems problems) {
    return Lists.ofOneOrMore(node, place, "roles", PermissionTypes.ROLE, problems);
  }

  private static @Nullable Map<String, List<Pattern>> claims(
      Node node, String place, Problems problems) {
    if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
      problems.add(node, place, "must be a mapping of claims to their values");
      return null;
    }
    Map<String, List<Pattern>> claims = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String claim = entry.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
      List<Pattern> values = names(entry.getValueNode(), place + "." + claim, problems);
      if (claim.isEmpty()) {
        problems.add(entry.getKeyNode(), place, "must name a claim");
      } else if (values != null && claims.put(claim, values) != null) {
        problems.add(entry.getKeyNode(), place + "." + claim, "was given before");
      }
    }
    return claims;
  }
}
