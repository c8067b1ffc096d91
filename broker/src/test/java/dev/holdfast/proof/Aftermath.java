package dev.holdfast.proof;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.BrokerStartException;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.proof.check.Checker;
import dev.holdfast.proof.check.Report;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a data directory when a broker opens it and the clients go on.
 *
 * @param refusal why the broker did not start, or stopped; null when it served the clients
 * @param report what the checker says of the clients; null when the broker did not serve them
 */
public record Aftermath(@Nullable String refusal, @Nullable Report report) {
  private static final long PING_MS = 150;
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(8);

  /**
   * Starts a broker in this JVM on the directory, lets the clients of these histories go on until
   * they have everything, and checks all of it.
   *
   * @param notes a fresh directory for what the clients note
   */
  public static Aftermath of(Path data, Path notes, List<History> histories, Random random)
      throws Exception {
    try (Broker broker = TestBrokers.start(data, PING_MS, PING_MS)) {
      return served(broker, notes, histories, random);
    } catch (BrokerStartException e) {
      return new Aftermath(String.valueOf(e.getMessage()), null);
    }
  }

  private static Aftermath served(Broker broker, Path notes, List<History> histories, Random random)
      throws Exception {
    CompletableFuture<Throwable> failure = broker.failure().toCompletableFuture();
    Load load;
    try {
      load = Load.resume(broker.port(), notes, random.nextLong(), histories);
    } catch (AssertionError e) {
      if (failure.isDone()) {
        return stopped(failure.join());
      }
      throw e;
    }
    broker.failure().thenRun(load::giveUp);
    List<History> all = load.finish(SETTLE_LIMIT);
    return failure.isDone()
        ? stopped(failure.join())
        : new Aftermath(null, Checker.strict().check(all));
  }

  private static Aftermath stopped(Throwable failure) {
    return new Aftermath("stopped: " + failure.getMessage(), null);
  }

  /** What the checker says; the broker must have served the clients. */
  public Report served() {
    if (report == null) {
      throw new AssertionError("the broker did not serve: " + refusal);
    }
    return report;
  }
}
