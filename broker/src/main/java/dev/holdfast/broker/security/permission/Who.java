package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom a rule is about: clients of which all that is given here is true. With nothing given, all.
 *
 * @param clients patterns of the subject, one of which must fit; empty for any. A client without a
 *     name fits none
 * @param roles one of which it must have; empty for any
 * @param claims patterns by claim, one of which must fit one of the claim's values
 */
public record Who(List<Pattern> clients, Set<String> roles, Map<String, List<Pattern>> claims) {
  /** Whoever was let in, anonymous clients included. */
  public static final Who ANYONE = new Who(List.of(), Set.of(), Map.of());

  /** Copies what it is given. */
  public Who {
    clients = List.copyOf(clients);
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /** True when the rule is about this client. */
  boolean is(Principal principal) {
    return isClient(principal) && hasRole(principal) && hasClaims(principal);
  }

  private boolean isClient(Principal principal) {
    return clients.isEmpty() || (!principal.isAnonymous() && anyFits(clients, principal.subject()));
  }

  private boolean hasRole(Principal principal) {
    return roles.isEmpty() || roles.stream().anyMatch(principal.roles()::contains);
  }

  private boolean hasClaims(Principal principal) {
    return claims.entrySet().stream()
        .allMatch(
            claim ->
                principal.claim(claim.getKey()).stream()
                    .anyMatch(value -> anyFits(claim.getValue(), value)));
  }

  private static boolean anyFits(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.ofAll().fit(text));
  }
}
