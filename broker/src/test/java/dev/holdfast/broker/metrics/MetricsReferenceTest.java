package dev.holdfast.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.session.RawClient;
import dev.holdfast.it.rig.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators are given says what the broker does: the table of metrics, the alert rules and the
 * dashboard. After a change to a metric, run this test with {@code -Dholdfast.writeReference} to
 * write the table anew.
 */
class MetricsReferenceTest {
  private static final Path ALERTS = Path.of("..", "conf", "prometheus", "holdfast-alerts.yaml");
  private static final Path ALERTS_TEST =
      Path.of("src", "test", "resources", "holdfast-alerts-test.yaml");
  private static final Path DASHBOARD = Path.of("..", "conf", "grafana", "holdfast.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:holdfast|jvm|process|system)_[a-z_]+\\b");

  @TempDir static Path temp;
  private static String scrape = "";
  private static MetricsReference reference = MetricsReference.of("");

  @BeforeAll
  static void scrapeABrokerThatHasServed() throws Exception {
    try (WatchedBroker broker = WatchedBroker.start(temp.resolve("data"));
        RawClient client = broker.connect("/", "a")) {
      client.ask("427[\"$emit\",{\"everyone\":true,\"except\":[\"a\"]},\"n\"]");
      scrape = broker.broker().metrics();
    }
    reference = MetricsReference.of(scrape);
    if (System.getProperty("holdfast.writeReference") != null) {
      String page = Files.readString(MetricsReference.PAGE);
      Files.writeString(MetricsReference.PAGE, reference.page(page));
    }
  }

  @Test
  void theTableInTheDocsIsWrittenFromAScrape() throws Exception {
    String page = Files.readString(MetricsReference.PAGE);
    assertThat(page).isEqualTo(reference.page(page));
    assertThat(page).contains("| `holdfast_events_stored_total` | counter |");
  }

  @Test
  void everyAlarmIsExplained() throws Exception {
    String page = Files.readString(MetricsReference.PAGE);
    assertThat(named(ALERTS, "- alert: ")).isNotEmpty();
    named(ALERTS, "- alert: ").forEach(alarm -> assertThat(page).contains("| `" + alarm + "` |"));
  }

  /** A rule whose two sides do not match by their labels is right in every way but to fire. */
  @Test
  void everyAlarmIsTriedWithABrokerThatRaisesIt() throws Exception {
    assertThat(named(ALERTS_TEST, "- alertname: "))
        .containsExactlyInAnyOrderElementsOf(named(ALERTS, "- alert: "));
    assertThat(Files.readString(ALERTS_TEST)).doesNotContain("exp_alerts: []");
    assertAccepted(Tools.promtool(), "test", "rules", ALERTS_TEST.toString());
  }

  /** What stands behind this word, on each line that has it. */
  private static List<String> named(Path file, String word) throws IOException {
    return Files.readString(file)
        .lines()
        .filter(line -> line.contains(word))
        .map(line -> line.substring(line.indexOf(word) + word.length()).strip())
        .toList();
  }

  @Test
  void alertsAndDashboardNameOnlyWhatABrokerShows() throws Exception {
    assertThat(reference.samples()).containsAll(named(Files.readString(ALERTS)));
    JsonNode dashboard = new JsonMapper().readTree(Files.readString(DASHBOARD));
    assertThat(dashboard.path("panels")).isNotEmpty();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        assertThat(reference.samples())
            .as(panel.path("title").asText())
            .containsAll(named(target.path("expr").asText()));
      }
    }
  }

  private static Set<String> named(String text) {
    return METRIC
        .matcher(text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining()))
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void promtoolFindsNothingWrongWithTheRules() throws Exception {
    assertAccepted(Tools.promtool(), "check", "rules", ALERTS.toString());
  }

  @Test
  void promtoolFindsNothingWrongWithTheScrape() throws Exception {
    Path page = Files.writeString(temp.resolve("scrape"), scrape);
    assertAccepted("sh", "-c", Tools.promtool() + " check metrics < '" + page + "'");
  }

  private static void assertAccepted(String... command) throws IOException, InterruptedException {
    Path said = Files.createTempFile(temp, "promtool", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
  }
}
