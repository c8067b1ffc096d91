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
            "{\"kind\":\"power"
                + " loss\",\"faults\":6,\"events\":1200,\"deliveries\":4852,\"violations\":0}",
            "{\"kind\":\"bit flip\",\"faults\":7,\"events\":1,\"deliveries\":2,\"violations\":3}",
            "{\"kind\":\"power"
                + " loss\",\"faults\":4,\"events\":800,\"deliveries\":148,\"violations\":1}"));
    assertThat(SummaryTable.of(lines))
        .endsWith(
            """
            | power loss | 10 | 2,000 | 5,000 | 1 |
            | bit flip | 7 | 1 | 2 | 3 |
            """);
  }
}
