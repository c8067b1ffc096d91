package dev.holdfast.broker.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Serves {@code /metrics}, what Prometheus reads. */
public final class MetricsEndpoint {
  private final Supplier<String> scrape;
  private final String contentType;
  private final Executor worker;

  /**
   * Over the metrics of a broker.
   *
   * @param scrape what Prometheus reads; may wait for a disk
   * @param worker runs it
   */
  public MetricsEndpoint(Supplier<String> scrape, String contentType, Executor worker) {
    this.scrape = scrape;
    this.contentType = contentType;
    this.worker = worker;
  }

  /** For the operator's port. */
  public List<Route> routes() {
    return List.of(
        Route.get(
            "/metrics",
            RouteDoc.of("The metrics of the broker, in the text format of Prometheus."),
            request ->
                CompletableFuture.supplyAsync(
                    () -> AdminReply.text(200, contentType, scrape.get()), worker)));
  }
}
