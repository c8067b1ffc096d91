package dev.holdfast.client;

import dev.holdfast.client.internal.Clients;
import dev.holdfast.client.internal.Settings;
import org.jspecify.annotations.Nullable;

/** Describes a back-end. Not thread-safe. */
public final class HoldfastBackendBuilder extends ConnectionBuilder<HoldfastBackendBuilder> {
  private @Nullable String clientId;

  HoldfastBackendBuilder(String url) {
    super(url);
  }

  /** The name that the namespace's configuration knows it by, the same for all its instances. */
  public HoldfastBackendBuilder clientId(String id) {
    clientId = id;
    return this;
  }

  /**
   * Makes the back-end; it does not connect yet.
   *
   * @throws IllegalStateException when it was given no client id
   * @throws java.io.UncheckedIOException when a file for TLS cannot be read
   */
  public HoldfastBackend build() {
    if (clientId == null) {
      throw new IllegalStateException("a back-end needs a clientId");
    }
    return Clients.createBackend(settings(clientId, true, Settings.Local.NOTHING));
  }

  @Override
  HoldfastBackendBuilder self() {
    return this;
  }
}
