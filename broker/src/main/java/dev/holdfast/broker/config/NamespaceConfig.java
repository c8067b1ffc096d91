package dev.holdfast.broker.config;

import dev.holdfast.broker.routing.Routes;

/**
 * One entry of the list {@code namespaces}: its name, where its plain emits go, and whether its
 * sessions can be recovered.
 */
public record NamespaceConfig(String name, Routes routes, boolean recovery) {}
