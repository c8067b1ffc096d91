package dev.holdfast.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the table of docs/reliability.md from the lines that {@link Summary} has left. */
public final class SummaryTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SummaryTable() {}

  private record Sum(long faults, long events, long deliveries, long violations) {
    Sum plus(JsonNode line) {
      return new Sum(
          faults + line.path("faults").asLong(),
          events + line.path("events").asLong(),
          deliveries + line.path("deliveries").asLong(),
          violations + line.path("violations").asLong());
    }
  }

  /** With the file's path; prints the table, all runs of a kind added up. */
  public static void main(String[] arguments) throws IOException {
    System.out.print(of(Path.of(arguments[0])));
  }

  /** The table as Markdown, without the faults that were planted. */
  static String of(Path summaries) throws IOException {
    Map<String, Sum> kinds = new LinkedHashMap<>();
    for (String line : Files.readAllLines(summaries)) {
      JsonNode node = JSON.readTree(line);
      String kind = node.get("kind").asText();
      if (!kind.startsWith(Summary.PLANTED)) {
        kinds.merge(kind, new Sum(0, 0, 0, 0).plus(node), (sum, ignored) -> sum.plus(node));
      }
    }
    StringBuilder table =
        new StringBuilder("| fault | times | events | deliveries | violations |\n")
            .append("| --- | --: | --: | --: | --: |\n");
    kinds.forEach((kind, sum) -> table.append(row(kind, sum)));
    return table.toString();
  }

  private static String row(String kind, Sum sum) {
    return "| %s | %,d | %s | %s | %,d |\n"
        .formatted(
            kind, sum.faults(), counted(sum.events()), counted(sum.deliveries()), sum.violations());
  }

  /** Not every kind counts them. */
  private static String counted(long count) {
    return count == 0 ? "" : "%,d".formatted(count);
  }
}
