package dev.holdfast.broker.session;

import dev.holdfast.broker.routing.Routes;

/**
 * What an operator sets for one namespace.
 *
 * @param routes where plain emits go
 * @param recovery whether sessions that do not say how they acknowledge can be recovered by pid
 */
public record NamespaceSettings(Routes routes, boolean recovery) {}
