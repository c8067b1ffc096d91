package dev.holdfast.client.internal;

import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.ReceiveFilter;
import dev.holdfast.client.TokenSupplier;
import dev.holdfast.protocol.engineio.EngineProtocol;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that is configured about a client.
 *
 * @param reconnect delays between attempts to connect
 * @param ordering how and from where events are delivered
 * @param local what the client keeps on this machine
 */
public record Settings(
    Endpoint endpoint, Limits limits, Delays reconnect, Ordering ordering, Local local) {

  /**
   * Where to connect to, and as whom.
   *
   * @param tokens where the credential comes from; null for none
   * @param shared whether several sessions of this client share its queue
   * @param tls used where the URL asks for it
   */
  public record Endpoint(
      URI url,
      String namespace,
      @Nullable String clientId,
      @Nullable Tokens tokens,
      boolean shared,
      Tls tls) {
    /** True when the connection is to be encrypted. */
    boolean encrypted() {
      return url.getScheme().equals("https") || url.getScheme().equals("wss");
    }

    int port() {
      return url.getPort() >= 0 ? url.getPort() : encrypted() ? 443 : 80;
    }

    /** Path and query of the WebSocket. */
    String target() {
      String path = url.getRawPath();
      boolean none = path == null || path.isEmpty() || path.equals("/");
      return (none ? "/socket.io/" : path)
          + "?EIO="
          + EngineProtocol.VERSION
          + "&transport=websocket";
    }
  }

  /**
   * Where the credential comes from.
   *
   * @param renewable whether another may be had when one is not good any more
   */
  public record Tokens(TokenSupplier supplier, boolean renewable) {}

  /**
   * What the client trusts, and shows of itself; all files in PEM.
   *
   * @param ca the authorities it trusts; null for those that Java trusts
   * @param cert the certificate it shows to a broker that asks; null for none
   * @param key the key of that
   */
  public record Tls(@Nullable Path ca, @Nullable Path cert, @Nullable Path key) {
    /** What Java trusts, and no certificate. */
    public static final Tls DEFAULT = new Tls(null, null, null);
  }

  /**
   * What the client may hold and wait for.
   *
   * @param window deliveries not yet acknowledged
   * @param maxUnconfirmed requests not yet answered
   * @param maxUnconfirmedBytes bytes of those
   * @param closeTimeout how long a graceful close may take
   */
  public record Limits(
      int window, int maxUnconfirmed, long maxUnconfirmedBytes, Duration closeTimeout) {}

  /**
   * What the client keeps on this machine.
   *
   * @param outbox the directory for unconfirmed emits; null when they are kept in memory
   * @param outboxOptions its bounds
   * @param filter of what was handled; null for none
   */
  public record Local(
      @Nullable Path outbox, OutboxOptions outboxOptions, @Nullable ReceiveFilter filter) {
    /** Nothing. */
    public static final Local NOTHING = new Local(null, OutboxOptions.defaults(), null);

    /** With this outbox. */
    public Local with(Path directory, OutboxOptions options) {
      return new Local(directory, options, filter);
    }

    /** With this filter. */
    public Local with(ReceiveFilter other) {
      return new Local(outbox, outboxOptions, other);
    }
  }

  /** Delays after which a failed event comes again. */
  Delays redelivery() {
    return ordering.redelivery();
  }

  /**
   * How and from where events are delivered.
   *
   * @param redelivery delays after which a failed event comes again
   * @param strict true when nothing may come after an event that is not acknowledged
   * @param from where the queue of a new client begins, as the wire says it; null for its end
   */
  public record Ordering(Delays redelivery, boolean strict, @Nullable String from) {}

  /** Bounds of a growing delay. */
  public record Delays(Duration min, Duration max) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when they are not positive or not in order
     */
    public Delays {
      if (min.toMillis() < 1 || max.compareTo(min) < 0) {
        throw new IllegalArgumentException("delays must be at least 1 ms, and max at least min");
      }
    }
  }

  /**
   * Checks that a URL can be connected to.
   *
   * @throws IllegalArgumentException when it cannot
   */
  public static void requireUrl(URI url) {
    String scheme = url.getScheme();
    boolean known =
        scheme != null
            && (scheme.equals("http")
                || scheme.equals("https")
                || scheme.equals("ws")
                || scheme.equals("wss"));
    if (!known || url.getHost() == null) {
      throw new IllegalArgumentException("not an http(s) or ws(s) URL with a host: " + url);
    }
  }
}
