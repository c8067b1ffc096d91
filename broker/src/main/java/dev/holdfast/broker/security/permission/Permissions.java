package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.List;

/**
 * All that a permission file says. Every entry whose name fits a namespace holds there, and every
 * rule that is about a client counts: so their order means nothing. Immutable.
 *
 * @param namespaces the entries
 */
public record Permissions(List<Namespace> namespaces) {
  /** Nobody may do anything. */
  public static final Permissions NONE = new Permissions(List.of());

  /** Copies the list. */
  public Permissions {
    namespaces = List.copyOf(namespaces);
  }

  /**
   * What holds in some namespaces.
   *
   * @param name a pattern of their names
   * @param rules who may do what there
   */
  public record Namespace(Pattern name, List<Rule> rules) {
    /** Copies the list. */
    public Namespace {
      rules = List.copyOf(rules);
    }
  }

  /** What a client may do in a namespace. */
  public Grants of(Principal principal, String namespace) {
    List<Rule> rules =
        namespaces.stream()
            .filter(entry -> entry.name().of(principal).fit(namespace))
            .flatMap(entry -> entry.rules().stream())
            .filter(rule -> rule.who().is(principal))
            .toList();
    return new CompiledGrants(rules, principal);
  }
}
