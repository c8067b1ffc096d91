package dev.holdfast.broker.security;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer, fetched again at an interval, and when a token names one that is not among
 * them: issuers change their keys without a word. However many tokens do, one fetch runs at a time
 * and the next begins ten seconds after it at the earliest, so that nobody can have the broker
 * flood the issuer. While it cannot be fetched, the keys that were fetched last hold on. Any
 * thread.
 */
public final class JwksUrl implements KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(JwksUrl.class);

  /** Between the beginnings of two fetches, in milliseconds. */
  static final long MIN_INTERVAL_MS = 10_000;

  private final Fetch fetch;
  private final Executor fetcher;
  private final LongSupplier clock;
  private final long refreshMs;
  private final Runnable removed;
  private volatile @Nullable List<VerificationKey> keys;

  /** Guarded by this. */
  private @Nullable CompletableFuture<@Nullable Void> underWay;

  /** When the last fetch was begun; guarded by this. */
  private long begunMs;

  /** Guarded by this. */
  private boolean begunOnce;

  /** Gets the key set. */
  @FunctionalInterface
  public interface Fetch {
    /**
     * Blocks until it is there, for a few seconds at most.
     *
     * @throws IOException when it could not be had; the message says why
     */
    String get() throws IOException, InterruptedException;
  }

  /**
   * Without keys yet.
   *
   * @param fetcher where it may be waited for the network
   * @param clock milliseconds, which never go back
   * @param refreshMs how old keys get before they are fetched again
   * @param removed run by the fetcher when a key was fetched before and is not published any more
   */
  public JwksUrl(
      Fetch fetch, Executor fetcher, LongSupplier clock, long refreshMs, Runnable removed) {
    this.fetch = fetch;
    this.fetcher = fetcher;
    this.clock = clock;
    this.refreshMs = refreshMs;
    this.removed = removed;
  }

  @Override
  public @Nullable List<VerificationKey> keys() {
    return keys;
  }

  /** What is published may have changed since it was fetched. */
  @Override
  public boolean mayHaveMore() {
    return true;
  }

  /** Fetches if it is time; to be called every few seconds. */
  public void tick() {
    boolean due;
    synchronized (this) {
      due = !begunOnce || keys == null || clock.getAsLong() - begunMs >= refreshMs;
    }
    if (due) {
      var unused = refresh();
    }
  }

  @Override
  public synchronized @Nullable CompletionStage<@Nullable Void> refresh() {
    if (underWay != null) {
      return underWay;
    }
    long now = clock.getAsLong();
    if (begunOnce && now - begunMs < MIN_INTERVAL_MS) {
      return null;
    }
    begunOnce = true;
    begunMs = now;
    CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    underWay = begun;
    try {
      fetcher.execute(() -> fetch(begun));
    } catch (RejectedExecutionException closed) {
      underWay = null;
      return null;
    }
    return begun;
  }

  private void take(List<VerificationKey> fetched) {
    List<VerificationKey> before = keys;
    keys = fetched;
    Set<String> prints = fetched.stream().map(VerificationKey::print).collect(Collectors.toSet());
    if (before != null && !before.stream().allMatch(key -> prints.contains(key.print()))) {
      LOG.info("a key is not published any more: tokens that it has signed are over");
      removed.run();
    }
  }

  private void fetch(CompletableFuture<@Nullable Void> begun) {
    try {
      take(JwkSets.parse(fetch.get()));
    } catch (IOException | VerificationKey.BadKeyException e) {
      LOG.error(
          "the keys for tokens could not be fetched: {}. {}",
          e.getMessage(),
          keys == null ? "Nobody can connect with a token of theirs" : "The last ones hold on");
    } catch (InterruptedException e) {
      LOG.debug("told to stop while fetching keys");
    } finally {
      synchronized (this) {
        underWay = null;
      }
      begun.complete(null);
    }
  }
}
