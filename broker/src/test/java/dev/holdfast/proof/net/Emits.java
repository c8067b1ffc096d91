package dev.holdfast.proof.net;

import dev.holdfast.client.HoldfastClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A publisher of the SDK that emits numbered events to one room, as fast as they are confirmed or
 * at a pace. Used by one thread.
 */
public final class Emits implements AutoCloseable {
  private static final int UNCONFIRMED = 100;

  private final HoldfastClient client;
  private final String room;
  private final String padding;
  private final Semaphore places = new Semaphore(UNCONFIRMED);
  private final AtomicInteger confirmed = new AtomicInteger();
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private int emitted;

  /**
   * Connects.
   *
   * @param padding what each event carries besides its number
   */
  public Emits(int port, String room, String padding) {
    this.room = room;
    this.padding = padding;
    this.client =
        HoldfastClient.builder("http://127.0.0.1:" + port)
            .clientId("publisher-of-" + room)
            .reconnectDelay(Duration.ofMillis(50), Duration.ofSeconds(1))
            .build();
    join(client.connect().toCompletableFuture());
  }

  /** Emits so many; waits only while too many are unconfirmed. */
  public void emit(int count) {
    for (int i = 0; i < count; i++) {
      try {
        if (!places.tryAcquire(60, TimeUnit.SECONDS)) {
          throw new AssertionError("no confirm within a minute");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      var unused =
          client
              .emitToRoom(room, "n", emitted++, padding)
              .whenComplete(
                  (confirm, failure) -> {
                    places.release();
                    if (failure == null) {
                      confirmed.incrementAndGet();
                    } else {
                      failed.completeExceptionally(failure);
                    }
                  });
    }
  }

  /** Waits until all is confirmed; returns how many that are. */
  public int settle() {
    Fleet.await(
        () -> "all is confirmed: " + confirmed + " of " + emitted,
        () -> confirmed.get() == emitted || failed.isCompletedExceptionally(),
        120);
    if (failed.isCompletedExceptionally()) {
      failed.join();
    }
    return emitted;
  }

  private static void join(CompletableFuture<Void> step) {
    step.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    client.close();
  }
}
