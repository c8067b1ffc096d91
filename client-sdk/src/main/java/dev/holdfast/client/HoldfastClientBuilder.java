package dev.holdfast.client;

import dev.holdfast.client.internal.Clients;
import dev.holdfast.client.internal.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Describes a client. Not thread-safe. */
public final class HoldfastClientBuilder extends ConnectionBuilder<HoldfastClientBuilder> {
  private @Nullable String clientId;
  private Settings.Local local = Settings.Local.NOTHING;

  HoldfastClientBuilder(String url) {
    super(url);
  }

  /** The durable identity; without it the client is anonymous and lives as its connection does. */
  public HoldfastClientBuilder clientId(@Nullable String id) {
    clientId = id;
    return this;
  }

  /**
   * Keeps emits on disk, from when they are accepted until the broker has confirmed or refused
   * them, so that they survive the end of this process, however it comes. The directory belongs to
   * this {@code clientId}, which must not emit in any other way, and to one process at a time.
   *
   * @param directory made when it is not there
   */
  public HoldfastClientBuilder outbox(Path directory, OutboxOptions options) {
    local = local.with(directory, options);
    return this;
  }

  /** Keeps events that were handled from being handed to a handler again. */
  public HoldfastClientBuilder filter(ReceiveFilter filter) {
    local = local.with(filter);
    return this;
  }

  /**
   * Makes the client; it does not connect yet.
   *
   * @throws IllegalStateException when there is an outbox or a filter, but no client id
   * @throws HoldfastException of code {@link HoldfastException#IN_USE} or {@link
   *     HoldfastException#DISK_FAILED} when the outbox or the filter cannot be opened
   * @throws java.io.UncheckedIOException when a file for TLS cannot be read
   */
  public HoldfastClient build() {
    if (clientId == null && (local.outbox() != null || local.filter() != null)) {
      throw new IllegalStateException("an outbox and a filter need a clientId");
    }
    return Clients.create(settings(clientId, false, local));
  }

  @Override
  HoldfastClientBuilder self() {
    return this;
  }
}
