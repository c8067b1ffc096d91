package dev.holdfast.client;

import dev.holdfast.client.internal.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is described alike of a client and of a back-end.
 *
 * @param <B> the builder itself
 */
abstract class ConnectionBuilder<B extends ConnectionBuilder<B>> {
  private final URI url;
  private @Nullable TokenSupplier tokens;
  private boolean renewable;
  private Settings.Tls tls = Settings.Tls.DEFAULT;
  private String namespace = "/";
  private int window = 1000;
  private int maxUnconfirmed = 10_000;
  private long maxUnconfirmedBytes = 64L << 20;
  private Settings.Delays reconnectDelay =
      new Settings.Delays(Duration.ofMillis(500), Duration.ofSeconds(30));
  private Settings.Delays redeliveryDelay =
      new Settings.Delays(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private boolean strictOrder;
  private @Nullable String from;
  private Duration closeTimeout = Duration.ofSeconds(5);

  ConnectionBuilder(String url) {
    this.url = URI.create(url);
    Settings.requireUrl(this.url);
  }

  /** The credential that the broker asks for: one that lasts. Null for none. */
  public B token(@Nullable String credential) {
    tokens = credential == null ? null : () -> CompletableFuture.completedFuture(credential);
    renewable = false;
    return self();
  }

  /**
   * Where the credential comes from that the broker asks for, when it is one that ends. When the
   * broker refuses one, it is asked for another once, before that counts.
   */
  public B tokens(TokenSupplier supplier) {
    tokens = supplier;
    renewable = true;
    return self();
  }

  /**
   * Trusts the authorities of this file instead of those that Java trusts, where the URL is {@code
   * https} or {@code wss}.
   *
   * @param pem is read when the client is made
   */
  public B caFile(Path pem) {
    tls = new Settings.Tls(pem, tls.cert(), tls.key());
    return self();
  }

  /**
   * Shows a certificate to a broker that asks for one (mutual TLS).
   *
   * @param cert the certificate, and those that lead to its authority, in PEM; is read when the
   *     client is made
   * @param key its private key in PEM (PKCS 8), not encrypted
   */
  public B certificate(Path cert, Path key) {
    tls = new Settings.Tls(tls.ca(), cert, key);
    return self();
  }

  /** The namespace, {@code /} at first; a missing leading slash is added. */
  public B namespace(String name) {
    namespace = name.startsWith("/") ? name : "/" + name;
    return self();
  }

  /** How many events may be delivered and not yet acknowledged; 1,000 at first. */
  public B window(int events) {
    window = positive(events);
    return self();
  }

  /** How many requests may wait for their confirm; 10,000 at first. */
  public B maxUnconfirmed(int requests) {
    maxUnconfirmed = positive(requests);
    return self();
  }

  /** How many bytes the requests that wait for their confirm may take; 64 MiB at first. */
  public B maxUnconfirmedBytes(long bytes) {
    maxUnconfirmedBytes = positive(bytes);
    return self();
  }

  /**
   * Bounds of the jittered, doubling delay between attempts to connect; 0.5 s to 30 s at first. A
   * broker that says when to come back is left alone for at least that long, up to five minutes.
   */
  public B reconnectDelay(Duration min, Duration max) {
    reconnectDelay = new Settings.Delays(min, max);
    return self();
  }

  /** Bounds of the doubling delay after which a failed event comes again; 1 s to 60 s at first. */
  public B redeliveryDelay(Duration min, Duration max) {
    redeliveryDelay = new Settings.Delays(min, max);
    return self();
  }

  /**
   * Has nothing delivered after an event that is not acknowledged: also an event that failed comes
   * again before all later ones, which wait for it.
   */
  public B strictOrder() {
    strictOrder = true;
    return self();
  }

  /** Where the queue begins if the client is new to the broker; at its end when nothing is said. */
  public B from(Place place) {
    Instant time = place.time();
    from = time == null ? place.name() : Long.toString(time.toEpochMilli());
    return self();
  }

  /** How long {@code close()} may wait for what is under way; 5 s at first. */
  public B closeTimeout(Duration timeout) {
    closeTimeout = timeout;
    return self();
  }

  abstract B self();

  /** What was described, for this identity. */
  Settings settings(@Nullable String clientId, boolean shared, Settings.Local local) {
    return new Settings(
        new Settings.Endpoint(url, namespace, clientId, credential(), shared, tls),
        new Settings.Limits(window, maxUnconfirmed, maxUnconfirmedBytes, closeTimeout),
        reconnectDelay,
        new Settings.Ordering(redeliveryDelay, strictOrder, from),
        local);
  }

  private Settings.@Nullable Tokens credential() {
    return tokens == null ? null : new Settings.Tokens(tokens, renewable);
  }

  private static int positive(int number) {
    return Math.toIntExact(positive((long) number));
  }

  private static long positive(long number) {
    if (number <= 0) {
      throw new IllegalArgumentException("must be positive: " + number);
    }
    return number;
  }
}
