package dev.holdfast.broker.queue;

/**
 * Names one client: clients live inside a namespace.
 *
 * @param namespace with its leading slash
 * @param clientId the durable identity, or the generated name of an anonymous client
 */
public record ClientKey(String namespace, String clientId) {}
