package dev.holdfast.broker.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The back-ends of a namespace: clients that see its sessions come and go and may act on them.
 *
 * @param clientIds who they are; each attaches to its queue with any number of sessions
 * @param authorize the one that is asked before a session may connect, or null
 * @param authorizeTimeoutMs how long a connecting session waits for its answer, in milliseconds
 */
public record Backends(
    List<String> clientIds, @Nullable String authorize, long authorizeTimeoutMs) {
  /** How long a session waits to be let in where the operator says nothing, in milliseconds. */
  public static final long DEFAULT_AUTHORIZE_TIMEOUT_MS = 5000;

  /** A namespace without back-ends. */
  public static final Backends NONE = new Backends(List.of(), null, DEFAULT_AUTHORIZE_TIMEOUT_MS);

  /** Copies the list. */
  public Backends {
    clientIds = List.copyOf(clientIds);
  }

  /** True when there is none. */
  public boolean isEmpty() {
    return clientIds.isEmpty();
  }

  /** True when this client is one of them. */
  public boolean contains(@Nullable String clientId) {
    return clientId != null && clientIds.contains(clientId);
  }
}
