package dev.holdfast.broker.config;

import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Routes;

/**
 * One entry of the list {@code namespaces}.
 *
 * @param name of the namespace; with {@code *} for any text it stands for many
 * @param rules what holds there
 */
public record NamespaceConfig(String name, NamespaceRules rules) {
  /** A namespace with routes alone. */
  public NamespaceConfig(String name, Routes routes) {
    this(name, NamespaceRules.of(routes));
  }
}
