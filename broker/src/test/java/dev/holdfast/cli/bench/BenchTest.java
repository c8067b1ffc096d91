package dev.holdfast.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.cli.tls.TlsFiles;
import dev.holdfast.it.rig.FaultProxy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs against a real broker. */
@Timeout(60)
class BenchTest {
  private static final Settings.Load FLAT_OUT = new Settings.Load(256, false, 0, 100, 1_000);

  private final StringWriter progress = new StringWriter();
  private Broker broker;

  @BeforeEach
  void start(@TempDir Path data) throws Exception {
    broker = TestBrokers.start(data);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Acking.class)
  void everythingThatIsPublishedComesOnceAndInOrderAndAgainAtTheReplay(Acking ack) {
    Settings.Crowd crowd = new Settings.Crowd(3, 4, 2, 6, ack);
    Result result = bench(crowd, FLAT_OUT, events(3_000, true)).run();

    assertThat(result.good()).as("%s", result.faults()).isTrue();
    assertThat(result.flow().published()).isEqualTo(3_000);
    assertThat(result.flow().delivered()).isEqualTo(2 * 3_000);
    assertThat(result.times().latency().getTotalCount()).isEqualTo(2 * 3_000);
    assertThat(result.times().confirm().getTotalCount()).isEqualTo(3_000);
    assertThat(result.replay()).isNotNull();
    assertThat(result.replay().events()).isEqualTo(3 * 3_000);
    assertThat(result.faults()).isEqualTo(new Result.Faults(0, 0, 0, 0, null));
  }

  @Test
  void aRateIsKept() {
    Settings.Load paced = new Settings.Load(64, true, 100, 100, 1_000);
    Settings.Span span = new Settings.Span(Duration.ofMillis(200), Duration.ofSeconds(1), 0, false);
    Result result = bench(new Settings.Crowd(2, 1, 1, 0, Acking.BATCH), paced, span).run();

    assertThat(result.good()).as("%s", result.faults()).isTrue();
    // Flat out it would be thousands; a machine that stands still for a while has fewer.
    assertThat(result.flow().published()).isBetween(30L, 100L);
    assertThat(result.flow().publishPerSecond()).isBetween(20.0, 150.0);
    assertThat(progress.toString()).contains("published/s");
  }

  @Test
  void whatARunLeftInTheQueuesOfAbsentMembersIsNoneOfTheNext() {
    Settings.Crowd crowd = new Settings.Crowd(1, 1, 1, 3, Acking.BATCH);
    assertThat(bench(crowd, FLAT_OUT, events(100, false)).run().good()).isTrue();
    Result second = bench(crowd, FLAT_OUT, events(50, true)).run();

    assertThat(second.good()).as("%s", second.faults()).isTrue();
    assertThat(second.flow().delivered()).isEqualTo(50);
    assertThat(second.replay().events()).isEqualTo(3 * 150);
    Result third = bench(crowd, FLAT_OUT, events(50, true)).run();
    assertThat(third.replay().events()).isEqualTo(3 * 50);
  }

  @Test
  void moreAbsentMembersAreAddedToThoseThatThereAre() {
    for (int absent : new int[] {2, 5}) {
      Settings.Crowd crowd = new Settings.Crowd(1, 0, 2, absent, Acking.BATCH);
      Result result = bench(crowd, FLAT_OUT, events(10, true)).run();
      assertThat(result.good()).as("%s", result.faults()).isTrue();
      assertThat(result.replay().events()).isEqualTo(5L * absent);
    }
  }

  @Test
  void aLostConnectionEndsTheRunAndIsReported() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(broker.port())) {
      Settings.Span span = new Settings.Span(Duration.ZERO, Duration.ofMinutes(5), 0, false);
      Settings.Crowd crowd = new Settings.Crowd(1, 1, 1, 0, Acking.BATCH);
      Bench bench =
          new Bench(
              new Settings(target(proxy.url()), crowd, FLAT_OUT, span, "bench"),
              new PrintWriter(progress),
              Duration.ofSeconds(10));
      CompletableFuture<Result> running = CompletableFuture.supplyAsync(bench::run);
      awaitMeasuring(running);
      proxy.cutAll();

      Result result = running.get();
      assertThat(result.good()).isFalse();
      assertThat(result.flow().published()).isPositive();
      assertThat(result.faults().firstTrouble()).startsWith("bench-").contains("connection");
    }
  }

  @Test
  void aRunThatIsStoppedTellsWhatItHasMeasured() throws Exception {
    Settings.Span span = new Settings.Span(Duration.ZERO, Duration.ofMinutes(5), 0, false);
    Bench bench = bench(new Settings.Crowd(1, 1, 1, 0, Acking.BATCH), FLAT_OUT, span);
    CompletableFuture<Result> running = CompletableFuture.supplyAsync(bench::run);
    awaitMeasuring(running);
    bench.stop();
    assertThat(running.get().flow().published()).isPositive();
    assertThat(running.get().good()).isTrue();
  }

  @Test
  void aBrokerThatIsNotThereIsReported() {
    broker.close();
    Result result =
        bench(new Settings.Crowd(1, 1, 1, 0, Acking.BATCH), FLAT_OUT, events(1, false)).run();
    assertThat(result.good()).isFalse();
    assertThat(result.faults().firstTrouble()).containsIgnoringCase("connection refused");
  }

  @Test
  void theJsonHasEveryKey() throws Exception {
    Settings.Crowd crowd = new Settings.Crowd(1, 1, 1, 1, Acking.EACH);
    StringWriter out = new StringWriter();
    Report.json(bench(crowd, FLAT_OUT, events(100, true)).run(), new PrintWriter(out));

    JsonNode json = new ObjectMapper().readTree(out.toString());
    for (String key :
        List.of(
            "publishPerSecond",
            "deliveriesPerSecond",
            "seconds",
            "replayPerSecond",
            "replaySeconds")) {
      assertThat(json.path(key).asDouble()).as(key).isPositive();
    }
    for (String times : List.of("latencyMs", "confirmMs")) {
      for (String percentile : List.of("p50", "p90", "p99", "p999", "max")) {
        assertThat(json.path(times).path(percentile).asDouble()).as(times).isPositive();
      }
    }
    assertThat(json.path("published").asLong()).isEqualTo(100);
    assertThat(json.path("delivered").asLong()).isEqualTo(100);
    assertThat(json.path("duplicates").asInt(-1)).isZero();
    assertThat(json.path("missing").asInt(-1)).isZero();
    assertThat(json.path("settings").path("ack").asText()).isEqualTo("each");
    assertThat(json.path("settings").path("events").asLong()).isEqualTo(100);
  }

  private void awaitMeasuring(CompletableFuture<Result> running) {
    while (!progress.toString().contains("measuring")) {
      assertThat(running).isNotDone();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Settings.Span events(long events, boolean replay) {
    return new Settings.Span(Duration.ZERO, Duration.ofSeconds(15), events, replay);
  }

  private static Settings.Target target(URI url) {
    return new Settings.Target(url, TlsFiles.NONE, null);
  }

  private Bench bench(Settings.Crowd crowd, Settings.Load load, Settings.Span span) {
    Settings settings = new Settings(target(URI.create(broker.url())), crowd, load, span, "bench");
    return new Bench(settings, new PrintWriter(progress), Duration.ofSeconds(10));
  }
}
