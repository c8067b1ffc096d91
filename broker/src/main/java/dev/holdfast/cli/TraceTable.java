package dev.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a broker has found out about an event, for people. */
final class TraceTable {
  private final PrintWriter out;

  TraceTable(PrintWriter out) {
    this.out = out;
  }

  void print(JsonNode report) {
    if (report.has("message")) {
      out.println(report.path("position").asText() + ": " + report.path("message").asText());
      return;
    }
    row("event", report.path("event").asText() + " at " + report.path("position").asText());
    if (report.has("id")) {
      row("id", report.path("id").asText());
    }
    row("from", report.path("publisher").asText() + " in " + report.path("namespace").asText());
    row("taken", time(report.path("takenMs")) + ", " + report.path("bytes").asLong() + " bytes");
    if (report.has("ttlMs")) {
      row("expires", "after " + report.path("ttlMs").asLong() + " ms");
    }
    if (report.has("deliverAt")) {
      row("waits", "until " + time(report.path("deliverAt")));
    }
    if (report.has("traceparent")) {
      row("trace", report.path("traceparent").asText());
    }
    row("found", report.path("where").asText());
    report.path("targets").forEach(target -> row("to", target(target)));
    row("clients", counts(report.path("counts")));
    report.path("clients").forEach(this::client);
    if (report.path("more").asLong() > 0) {
      out.println("  … and " + report.path("more").asLong() + " more");
    }
  }

  private void row(String key, String value) {
    out.printf("%-8s %s%n", key, printable(value));
  }

  private static String target(JsonNode target) {
    String name =
        target.has("room")
            ? "room " + target.path("room").asText()
            : target.has("client") ? "client " + target.path("client").asText() : "everyone";
    return target.path("stored").asBoolean() ? name : name + " (not stored there)";
  }

  private static String counts(JsonNode counts) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> count : counts.properties()) {
      words.add(count.getValue().asLong() + " " + count.getKey());
    }
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  private void client(JsonNode client) {
    StringBuilder line = new StringBuilder();
    line.append(
        "  %-14s %s".formatted(client.path("state").asText(), client.path("client").asText()));
    if (client.has("session")) {
      line.append("  session ").append(client.path("session").asText());
    }
    if (client.has("failedAttempts")) {
      line.append("  %d failed attempts".formatted(client.path("failedAttempts").asInt()));
    }
    if (client.has("reason")) {
      line.append("  ").append(client.path("reason").asText());
    }
    if (client.has("atMs")) {
      line.append("  ").append(time(client.path("atMs")));
    }
    out.println(printable(line.toString()));
  }

  private static String time(JsonNode ms) {
    return Instant.ofEpochMilli(ms.asLong()).toString();
  }

  /** Names are the clients' own: none of them gives orders to a terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
