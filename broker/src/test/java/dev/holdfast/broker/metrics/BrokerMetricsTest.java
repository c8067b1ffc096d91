package dev.holdfast.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import dev.holdfast.broker.transport.HttpSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each metric moves when the thing happens, in a real broker. */
@Timeout(60)
class BrokerMetricsTest {
  private static final Pattern POSITION = Pattern.compile("\"(?:position|p)\":\"([^\"]+)\"");

  private static final String HEADERS_HIT = "holdfast_limits_hit_total{limit=\"maxHeaderBytes\"}";

  @TempDir Path temp;
  private WatchedBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = WatchedBroker.start(temp.resolve("data"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static String positionIn(String frame) {
    Matcher matcher = POSITION.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return matcher.group(1);
  }

  private static String emit(String namespace, String target) {
    return "42" + WatchedBroker.prefix(namespace) + "7[\"$emit\",{" + target + "},\"n\",1]";
  }

  @Test
  void connectionsAndSessionsAreCountedAsTheyComeAndGo() throws Exception {
    try (RawClient polite = broker.connect("/", "a")) {
      assertThat(broker.value("holdfast_connections")).isEqualTo(1);
      assertThat(broker.value("holdfast_connections_opened_total{transport=\"websocket\"}"))
          .isEqualTo(1);
      assertThat(broker.value("holdfast_sessions{mode=\"batch\"}")).isEqualTo(1);
      assertThat(broker.value("holdfast_sessions_began_total")).isEqualTo(1);
      polite.send("41");
      broker.await("holdfast_sessions{mode=\"batch\"}", value -> value == 0);
    }
    broker.await("holdfast_connections", value -> value == 0);
    assertThat(sum("holdfast_connections_closed_total")).isEqualTo(1);
  }

  private double sum(String metric) {
    return broker.scrape().entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(metric + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Test
  void aClientThatConnectsAgainTakesItsSessionOver() throws Exception {
    try (RawClient first = broker.connect("/", "a");
        RawClient second = broker.connect("/", "a")) {
      assertThat(first.next()).startsWith("41");
      assertThat(second).isNotNull();
      assertThat(broker.value("holdfast_sessions_taken_over_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_sessions{mode=\"batch\"}")).isEqualTo(1);
    }
  }

  @Test
  void anEventIsStoredConfirmedDeliveredAndAcknowledged() throws Exception {
    try (RawClient alice = broker.connect("/", "alice");
        RawClient bob = broker.connect("/", "bob")) {
      bob.ask(emit("/", "\"clients\":[\"alice\"]"));
      String position = positionIn(alice.next());
      assertThat(broker.value("holdfast_events_stored_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_events_delivered_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_events_acknowledged_total")).isZero();
      assertThat(broker.value("holdfast_confirm_seconds_count")).isEqualTo(1);
      assertThat(broker.value("holdfast_delivery_lag_seconds_count")).isEqualTo(1);
      assertThat(broker.value("holdfast_commit_seconds_count{synced=\"true\"}")).isPositive();
      assertThat(broker.value("holdfast_commit_size_bytes_count")).isPositive();
      assertThat(broker.value("holdfast_commits_total")).isPositive();
      assertThat(broker.value("holdfast_records_total")).isGreaterThanOrEqualTo(3);
      assertThat(broker.value("holdfast_tail_reads_total")).isPositive();
      alice.ask("423[\"$ack\",{\"upTo\":\"" + position + "\"}]");
      assertThat(broker.value("holdfast_events_acknowledged_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_events_redelivered_total")).isZero();
    }
  }

  @Test
  void aVolatileEventIsCountedForItself() throws Exception {
    try (RawClient alice = broker.connect("/", "alice")) {
      alice.ask(emit("/", "\"everyone\":true,\"except\":[\"alice\"],\"volatile\":true"));
      assertThat(broker.value("holdfast_events_volatile_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_events_stored_total")).isZero();
    }
  }

  @Test
  void whatWaitedIsReadFromTheLogAndSaysNothingOfTheDeliveryLag() throws Exception {
    broker.connect("/", "alice").close();
    try (RawClient bob = broker.connect("/", "bob")) {
      bob.ask(emit("/", "\"clients\":[\"alice\"]"));
    }
    Path data = temp.resolve("data");
    broker.close();
    broker = WatchedBroker.start(data);
    try (RawClient alice = broker.connect("/", "alice")) {
      assertThat(alice.next()).startsWith("42[\"n\"");
      assertThat(broker.value("holdfast_log_reads_total")).isPositive();
      assertThat(broker.value("holdfast_log_read_events_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_delivery_lag_seconds_count")).isZero();
    }
  }

  @Test
  void whatIsDroppedIsCountedAndSoIsTheGapThatTells() throws Exception {
    broker.connect("/limited", "a").close();
    try (RawClient bob = broker.connect("/limited", "bob")) {
      for (int i = 0; i < 5; i++) {
        bob.ask(emit("/limited", "\"clients\":[\"a\"]"));
      }
    }
    assertThat(broker.value("holdfast_events_dropped_total{reason=\"queue-events\"}")).isEqualTo(3);
    try (RawClient a = broker.connect("/limited", "a")) {
      assertThat(a.next()).contains("$gap");
      assertThat(broker.value("holdfast_gaps_told_total")).isEqualTo(1);
    }
  }

  @Test
  void whatExpiresIsCounted() throws Exception {
    broker.connect("/", "alice").close();
    try (RawClient bob = broker.connect("/", "bob")) {
      bob.ask(emit("/", "\"clients\":[\"alice\"],\"ttlMs\":1"));
    }
    // The sweep leaves a gap in its place.
    broker.await("holdfast_events_trimmed_total", value -> value == 1);
    try (RawClient alice = broker.connect("/", "alice")) {
      assertThat(alice.next()).contains("$gap");
      assertThat(broker.value("holdfast_events_dropped_total{reason=\"expired\"}")).isEqualTo(1);
    }
  }

  @Test
  void anEventThatIsNotHandledIsRedeliveredAndThenADeadLetter() throws Exception {
    try (RawClient alice = broker.connect("/retried", "alice");
        RawClient bob = broker.connect("/retried", "bob")) {
      bob.ask(emit("/retried", "\"clients\":[\"alice\"]"));
      String position = positionIn(alice.next());
      String nack = "42/retried,[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":0}]";
      alice.send(nack);
      assertThat(alice.next()).contains("\"attempt\":2");
      assertThat(broker.value("holdfast_events_redelivered_total")).isEqualTo(1);
      assertThat(broker.value("holdfast_attempts_failed_total")).isEqualTo(1);
      alice.send(nack);
      broker.await("holdfast_dead_letters_total", value -> value == 1);
    }
  }

  @Test
  void requestsThatAreRefusedAreCountedByTheirError() {
    try (RawClient alice = broker.connect("/", "alice")) {
      alice.ask("427[\"$frobnicate\"]");
      alice.ask(emit("/", "\"clients\":[\"nobody\"]"));
      assertThat(broker.value("holdfast_requests_refused_total{code=\"unknown-verb\"}"))
          .isEqualTo(1);
      assertThat(broker.value("holdfast_requests_refused_total{code=\"unknown-client\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void aLimitThatIsHitIsCountedByTheNameOfItsKey() {
    assertThat(broker.scrape()).containsEntry(HEADERS_HIT, 0.0);
    try (HttpSocket socket = new HttpSocket(broker.broker().port())) {
      assertThat(socket.get("/socket.io/?x=" + "x".repeat(10_000)).status()).isEqualTo(414);
    }
    assertThat(broker.value(HEADERS_HIT)).isEqualTo(1);
  }

  @Test
  void theSweepSaysHowFullTheQueuesAre() throws Exception {
    broker.connect("/", "alice").close();
    try (RawClient bob = broker.connect("/", "bob")) {
      for (int i = 0; i < 3; i++) {
        bob.ask(emit("/", "\"clients\":[\"alice\"]"));
      }
      broker.await("holdfast_queue_depth_events{percentile=\"100\"}", value -> value == 3);
      assertThat(broker.value("holdfast_clients")).isEqualTo(2);
      assertThat(broker.value("holdfast_queue_waiting_events")).isEqualTo(3);
      assertThat(broker.value("holdfast_queue_depth_events{percentile=\"50\"}")).isZero();
    }
  }

  @Test
  void whatAllHaveAcknowledgedLeavesTheStoreAndIsCounted() throws Exception {
    try (RawClient alice = broker.connect("/", "alice");
        RawClient bob = broker.connect("/", "bob")) {
      bob.ask(emit("/", "\"clients\":[\"alice\"]"));
      alice.ask("423[\"$ack\",{\"upTo\":\"" + positionIn(alice.next()) + "\"}]");
      broker.await("holdfast_events_trimmed_total", value -> value == 1);
    }
  }

  @Test
  void aClientThatStaysAwayForTooLongIsCounted() throws Exception {
    broker.connect("/forgetful", "a").close();
    try (RawClient other = broker.connect("/forgetful", "b")) {
      // The sweep looks into namespaces that have streams.
      other.ask("42/forgetful,1[\"$join\",\"R\"]");
      broker.await("holdfast_clients_expired_total", value -> value >= 1);
    }
  }

  @Test
  void theStoreAndItsDiskAreMeasured() {
    assertThat(broker.value("holdfast_rocksdb_memory_bytes{part=\"memtables\"}")).isPositive();
    assertThat(broker.value("holdfast_rocksdb_memory_budget_bytes")).isPositive();
    assertThat(broker.value("holdfast_disk_free_bytes")).isPositive();
    assertThat(broker.scrape())
        .containsEntry("holdfast_rocksdb_write_stopped", 0.0)
        .containsEntry("holdfast_rocksdb_write_delays_total", 0.0)
        .containsEntry("holdfast_rocksdb_write_stops_total", 0.0)
        .containsEntry("holdfast_rocksdb_delayed_write_rate_bytes", 0.0)
        .containsKey("holdfast_rocksdb_pending_compaction_bytes")
        .containsEntry("holdfast_ready", 1.0)
        .containsEntry("holdfast_read_only", 0.0)
        .containsEntry("holdfast_store_failed", 0.0);
  }

  @Test
  void theProcessIsMeasured() {
    assertThat(broker.scrape())
        .containsKeys("jvm_threads_live_threads", "process_cpu_usage", "process_files_open_files");
    assertThat(broker.broker().metrics()).contains("jvm_memory_used_bytes");
  }

  @Test
  void aPercentileCanBeReadFromAMillisecondToTenSeconds() {
    String scraped = broker.broker().metrics();
    assertThat(scraped)
        .contains("holdfast_confirm_seconds_bucket{le=\"0.001\"}")
        .contains("holdfast_confirm_seconds_bucket{le=\"0.0015\"}")
        .contains("holdfast_confirm_seconds_bucket{le=\"7.0\"}")
        .contains("holdfast_confirm_seconds_bucket{le=\"10.0\"}");
  }
}
