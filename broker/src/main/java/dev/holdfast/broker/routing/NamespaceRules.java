package dev.holdfast.broker.routing;

/**
 * What holds in a namespace, or in all that one pattern fits.
 *
 * @param recovery whether stock clients get connection state recovery without asking for it
 * @param backends who acts on its sessions
 * @param routes where its plain emits go
 * @param queues what holds for its rooms and queues
 */
public record NamespaceRules(
    boolean recovery, Backends backends, Routes routes, QueueRules queues) {
  /** Queues without limits. */
  public NamespaceRules(boolean recovery, Backends backends, Routes routes) {
    this(recovery, backends, routes, QueueRules.NONE);
  }

  /** No recovery and no back-ends. */
  public static NamespaceRules of(Routes routes) {
    return new NamespaceRules(false, Backends.NONE, routes);
  }
}
