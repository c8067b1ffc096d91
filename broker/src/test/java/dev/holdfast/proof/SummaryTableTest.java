package dev.holdfast.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table that goes into the docs. */
class SummaryTableTest {
  @Test
  void addsUpTheRunsOfEachKind(@TempDir Path temp) throws Exception {
    Path lines = temp.resolve("summary.jsonl");
    Files.write(
        lines,
        List.of(
            line("power loss", 6, 1200, 4852, 0),
            line("half-open", 200, 0, 0, 0),
            line("planted: fsync skipped", 1, 100, 200, 300),
            line("power loss", 4, 800, 148, 1)));
    assertThat(SummaryTable.of(lines))
        .endsWith(
            """
            | --- | --: | --: | --: | --: |
            | power loss | 10 | 2,000 | 5,000 | 1 |
            | half-open | 200 |  |  | 0 |
            """);
  }

  private static String line(String kind, int faults, int events, int deliveries, int violations) {
    String form =
        "{\"kind\":\"%s\",\"faults\":%d,\"events\":%d,\"deliveries\":%d,\"violations\":%d}";
    return form.formatted(kind, faults, events, deliveries, violations);
  }
}
