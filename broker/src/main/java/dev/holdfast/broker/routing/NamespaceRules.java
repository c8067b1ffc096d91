package dev.holdfast.broker.routing;

/**
 * What holds in a namespace, or in all that one pattern fits.
 *
 * @param recovery whether stock clients get connection state recovery without asking for it
 * @param backends who acts on its sessions
 * @param routes where its plain emits go
 */
public record NamespaceRules(boolean recovery, Backends backends, Routes routes) {
  /** No recovery and no back-ends. */
  public static NamespaceRules of(Routes routes) {
    return new NamespaceRules(false, Backends.NONE, routes);
  }
}
