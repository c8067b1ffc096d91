package dev.holdfast.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Prints a result: a table to be read, or one JSON object. */
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MICROS = 1_000;

  private Report() {}

  /** A table. */
  public static void table(Result result, PrintWriter out) {
    Result.Flow flow = result.flow();
    Result.Faults faults = result.faults();
    row(out, "published", "%,d events, %,.0f/s", flow.published(), flow.publishPerSecond());
    row(out, "delivered", "%,d events, %,.0f/s", flow.delivered(), flow.deliveriesPerSecond());
    row(out, "measured", "%.2f s", flow.seconds());
    row(out, "", "%9s %9s %9s %9s %9s", "p50", "p90", "p99", "p99.9", "max");
    times(out, "latency ms", result.times().latency());
    times(out, "confirm ms", result.times().confirm());
    if (result.replay() != null) {
      Result.Replayed replay = result.replay();
      row(
          out,
          "replayed",
          "%,d events, %,.0f/s, %.2f s",
          replay.events(),
          replay.perSecond(),
          replay.seconds());
    }
    row(
        out,
        "faults",
        "%,d missing, %,d out of order, %,d duplicates",
        faults.missing(),
        faults.reordered(),
        faults.duplicates());
    if (faults.firstTrouble() != null) {
      row(out, "troubles", "%,d, the first: %s", faults.troubles(), faults.firstTrouble());
    }
    out.flush();
  }

  private static void times(PrintWriter out, String name, Histogram micros) {
    row(
        out,
        name,
        "%9.3f %9.3f %9.3f %9.3f %9.3f",
        micros.getValueAtPercentile(50) / MICROS,
        micros.getValueAtPercentile(90) / MICROS,
        micros.getValueAtPercentile(99) / MICROS,
        micros.getValueAtPercentile(99.9) / MICROS,
        micros.getMaxValue() / MICROS);
  }

  private static void row(PrintWriter out, String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-12s%s%n", name, String.format(Locale.ROOT, format, values));
  }

  /** One JSON object on one line. */
  public static void json(Result result, PrintWriter out) {
    ObjectNode json = JSON.createObjectNode();
    settings(json.putObject("settings"), result.settings());
    Result.Flow flow = result.flow();
    json.put("published", flow.published())
        .put("publishPerSecond", rounded(flow.publishPerSecond(), 1))
        .put("delivered", flow.delivered())
        .put("deliveriesPerSecond", rounded(flow.deliveriesPerSecond(), 1))
        .put("seconds", rounded(flow.seconds(), 3));
    percentiles(json.putObject("latencyMs"), result.times().latency());
    percentiles(json.putObject("confirmMs"), result.times().confirm());
    Result.Replayed replay = result.replay();
    json.put("replayed", replay == null ? null : replay.events())
        .put("replayPerSecond", replay == null ? null : rounded(replay.perSecond(), 1))
        .put("replaySeconds", replay == null ? null : rounded(replay.seconds(), 3));
    Result.Faults faults = result.faults();
    json.put("missing", faults.missing())
        .put("reordered", faults.reordered())
        .put("duplicates", faults.duplicates())
        .put("troubles", faults.troubles())
        .put("firstTrouble", faults.firstTrouble());
    out.println(json);
    out.flush();
  }

  /** By the names of the options. */
  private static void settings(ObjectNode json, Settings settings) {
    Settings.Crowd crowd = settings.crowd();
    Settings.Load load = settings.load();
    Settings.Span span = settings.span();
    json.put("url", settings.target().url().toString())
        .put("publishers", crowd.publishers())
        .put("subscribers", crowd.subscribers())
        .put("rooms", crowd.rooms())
        .put("absent", crowd.absent())
        .put("payload", load.payloadBytes())
        .put("random", load.random())
        .put("rate", load.rate())
        .put("window", load.window())
        .put("ahead", load.ahead())
        .put("ack", crowd.ack().toString())
        .put("warmupSeconds", span.warmup().toMillis() / 1e3)
        .put("durationSeconds", span.events() > 0 ? null : span.duration().toMillis() / 1e3)
        .put("events", span.events() > 0 ? span.events() : null)
        .put("replay", span.replay())
        .put("clientPrefix", settings.prefix());
  }

  private static void percentiles(ObjectNode json, Histogram micros) {
    json.put("p50", micros.getValueAtPercentile(50) / MICROS)
        .put("p90", micros.getValueAtPercentile(90) / MICROS)
        .put("p99", micros.getValueAtPercentile(99) / MICROS)
        .put("p999", micros.getValueAtPercentile(99.9) / MICROS)
        .put("max", micros.getMaxValue() / MICROS);
  }

  private static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }
}
