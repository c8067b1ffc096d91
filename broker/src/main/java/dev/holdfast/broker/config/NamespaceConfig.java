package dev.holdfast.broker.config;

import dev.holdfast.broker.routing.Routes;

/** One entry of the list {@code namespaces}: its name, and where its plain emits go. */
public record NamespaceConfig(String name, Routes routes) {}
