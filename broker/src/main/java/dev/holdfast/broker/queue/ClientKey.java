package dev.holdfast.broker.queue;

/**
 * Names one client: clients live inside a namespace.
 *
 * @param namespace with its leading slash
 * @param clientId the durable identity, or the generated name of an anonymous client
 */
public record ClientKey(String namespace, String clientId) {
  /** What the names of anonymous clients begin with; illegal in those that clients choose. */
  private static final String ANONYMOUS_PREFIX = "~";

  /** The anonymous client whose first session has this sid; it keeps its name when it recovers. */
  public static ClientKey anonymous(String namespace, String sid) {
    return new ClientKey(namespace, ANONYMOUS_PREFIX + sid);
  }

  /** True for a client that did not name itself. */
  public boolean isAnonymous() {
    return clientId.startsWith(ANONYMOUS_PREFIX);
  }

  /** Of an anonymous client: the sid of its session. */
  String anonymousSid() {
    return clientId.substring(ANONYMOUS_PREFIX.length());
  }
}
