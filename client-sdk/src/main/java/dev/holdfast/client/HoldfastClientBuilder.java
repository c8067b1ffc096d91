package dev.holdfast.client;

import dev.holdfast.client.internal.Clients;
import org.jspecify.annotations.Nullable;

/** Describes a client. Not thread-safe. */
public final class HoldfastClientBuilder extends ConnectionBuilder<HoldfastClientBuilder> {
  private @Nullable String clientId;

  HoldfastClientBuilder(String url) {
    super(url);
  }

  /** The durable identity; without it the client is anonymous and lives as its connection does. */
  public HoldfastClientBuilder clientId(@Nullable String id) {
    clientId = id;
    return this;
  }

  /** Makes the client; it does not connect yet. */
  public HoldfastClient build() {
    return Clients.create(settings(clientId, false));
  }

  @Override
  HoldfastClientBuilder self() {
    return this;
  }
}
