package dev.holdfast.client;

import dev.holdfast.client.internal.Clients;
import dev.holdfast.client.internal.Settings;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Describes a client. Not thread-safe. */
public final class HoldfastClientBuilder {
  private final URI url;
  private @Nullable String clientId;
  private @Nullable String token;
  private String namespace = "/";
  private int window = 1000;
  private int maxUnconfirmed = 10_000;
  private long maxUnconfirmedBytes = 64L << 20;
  private Settings.Delays reconnectDelay =
      new Settings.Delays(Duration.ofMillis(500), Duration.ofSeconds(30));
  private Settings.Delays redeliveryDelay =
      new Settings.Delays(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private Duration closeTimeout = Duration.ofSeconds(5);

  HoldfastClientBuilder(String url) {
    this.url = URI.create(url);
    Settings.requireUrl(this.url);
  }

  /** The durable identity; without it the client is anonymous and lives as its connection does. */
  public HoldfastClientBuilder clientId(@Nullable String id) {
    clientId = id;
    return this;
  }

  /** The credential that the broker asks for. */
  public HoldfastClientBuilder token(@Nullable String credential) {
    token = credential;
    return this;
  }

  /** The namespace, {@code /} at first; a missing leading slash is added. */
  public HoldfastClientBuilder namespace(String name) {
    namespace = name.startsWith("/") ? name : "/" + name;
    return this;
  }

  /** How many events may be delivered and not yet acknowledged; 1,000 at first. */
  public HoldfastClientBuilder window(int events) {
    window = positive(events);
    return this;
  }

  /** How many requests may wait for their confirm; 10,000 at first. */
  public HoldfastClientBuilder maxUnconfirmed(int requests) {
    maxUnconfirmed = positive(requests);
    return this;
  }

  /** How many bytes the requests that wait for their confirm may take; 64 MiB at first. */
  public HoldfastClientBuilder maxUnconfirmedBytes(long bytes) {
    maxUnconfirmedBytes = positive(bytes);
    return this;
  }

  /** Bounds of the jittered, doubling delay between attempts to connect; 0.5 s to 30 s at first. */
  public HoldfastClientBuilder reconnectDelay(Duration min, Duration max) {
    reconnectDelay = new Settings.Delays(min, max);
    return this;
  }

  /** Bounds of the doubling delay after which a failed event comes again; 1 s to 60 s at first. */
  public HoldfastClientBuilder redeliveryDelay(Duration min, Duration max) {
    redeliveryDelay = new Settings.Delays(min, max);
    return this;
  }

  /** How long {@link HoldfastClient#close()} may wait for what is under way; 5 s at first. */
  public HoldfastClientBuilder closeTimeout(Duration timeout) {
    closeTimeout = timeout;
    return this;
  }

  /** Makes the client; it does not connect yet. */
  public HoldfastClient build() {
    return Clients.create(
        new Settings(
            new Settings.Endpoint(url, namespace, clientId, token),
            new Settings.Limits(window, maxUnconfirmed, maxUnconfirmedBytes, closeTimeout),
            reconnectDelay,
            redeliveryDelay));
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
