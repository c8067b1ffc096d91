package dev.holdfast.it.flights;

import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.Target;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Emits events to rooms, in order, through the SDK, which sends again by itself what was not
 * confirmed.
 */
final class FlightPublisher implements AutoCloseable {
  /** The event that carries a {@link Flight}. */
  static final String FLIGHT = "flight";

  /** The last event of every airport. */
  static final String CLOSING_CALL = "closing call";

  private static final int MAX_UNCONFIRMED = 500;
  private static final long CONFIRM_LIMIT_SECONDS = 60;

  private final HoldfastClient client;
  private final Semaphore permits = new Semaphore(MAX_UNCONFIRMED);

  FlightPublisher(URI url, String clientId) {
    client =
        HoldfastClient.builder(url.toString())
            .clientId(clientId)
            .maxUnconfirmed(MAX_UNCONFIRMED)
            .reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
            .build();
    client.connect();
  }

  /** Emits an event; waits while too many are unconfirmed. Completes with the confirm. */
  CompletionStage<Confirm> publish(Collection<String> rooms, String event, Object argument) {
    awaitPermit();
    Target target = Target.toRooms(rooms.toArray(String[]::new));
    return client
        .emit(target, event, argument)
        .whenComplete((confirm, failure) -> permits.release());
  }

  @Override
  public void close() {
    client.close();
  }

  private void awaitPermit() {
    try {
      if (!permits.tryAcquire(CONFIRM_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no confirm within " + CONFIRM_LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a confirm", e);
    }
  }
}
