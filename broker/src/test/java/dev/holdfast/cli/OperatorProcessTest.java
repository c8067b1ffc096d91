package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's commands and the broker, each in a process of its own. */
class OperatorProcessTest {
  private static final String CONFIG =
      """
      server: {port: 0}
      admin: {enabled: true, port: 0}
      """;

  @TempDir Path temp;

  @Test
  void aBrokerIsLookedAtAndDrainedByItsDataDirectoryAloneAndSaysWhoDidIt() throws Exception {
    Files.writeString(temp.resolve("my.yaml"), CONFIG);
    try (CommandProcess broker = CommandProcess.start(temp, "serve", "--config", "my.yaml")) {
      broker.logLine(line -> line.contains("admin API on http://127.0.0.1:"));
      broker.logLine(line -> line.contains("listening on http://"));
      try (CommandProcess clients =
          CommandProcess.start(temp, "clients", "list", "--data-dir", "data")) {
        assertThat(clients.outputLine()).startsWith("client  lifetime");
        assertThat(clients.exitCode()).isZero();
      }
      try (CommandProcess drain =
          CommandProcess.start(temp, "drain", "--data-dir", "data", "--json")) {
        assertThat(drain.outputLine()).isEqualTo("{\"state\":\"drained\",\"connections\":0}");
        assertThat(drain.exitCode()).isZero();
      }
      assertThat(broker.logLine(line -> line.contains("POST /v1/drain")))
          .contains("audit: {", "\"operator\":\"local\"", "\"outcome\":\"done\"");
      broker.terminate();
      assertThat(broker.remainingLog()).contains("stopped").doesNotContain("ERROR", "Exception");
      assertThat(broker.exitCode()).isEqualTo(128 + 15);
    }
  }
}
