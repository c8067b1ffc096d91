package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class BenchCommandTest {
  private static final String NOBODY = "http://127.0.0.1:1";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = HoldfastCommand.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "--publishers=-1, --publishers must be 0 to 1000000",
    "--rooms=0, --rooms must be 1 to",
    "--payload=41, --payload must be 42 to",
    "--rate=-1, --rate must be",
    "--window=0, --window must be 1 to",
    "--duration=15, 'is not a duration such as 500ms, 15s or 2m'",
    "--duration=0s, --duration must be 1ms to 48h",
    "--warmup=9999h, --warmup must be up to 48h",
    "--events=0, --events must be at least 1",
    "--ack=offset, expected one of [AUTO",
    "--client-prefix=a\"b, --client-prefix must be 1 to 64 letters",
    "nowhere, not an http(s) or ws(s) URL",
    "http://a b, Illegal character",
  })
  void aBadOptionIsAMistakeOfUsageThatIsNamed(String option, String message) {
    assertThat(run("bench", option)).isEqualTo(2);
    assertThat(err.toString()).contains(message, "Usage: holdfast bench");
  }

  @Test
  void aCrowdWhoseOrderCannotBeCheckedIsRefused() {
    assertThat(run("bench", "--publishers", "10000", "--subscribers", "10000")).isEqualTo(2);
    assertThat(err.toString()).contains("--publishers times --subscribers");
  }

  @Test
  void durationAndEventsExcludeEachOther() {
    assertThat(run("bench", "--duration", "1s", "--events", "5")).isEqualTo(2);
    assertThat(err.toString()).contains("mutually exclusive");
  }

  @Test
  void aRunThatFailsSaysWhyAndExitsWith1() {
    assertThat(run("bench", NOBODY, "--json")).isEqualTo(1);
    assertThat(err.toString()).containsIgnoringCase("The run failed: ").contains("refused");
    assertThat(out.toString()).startsWith("{\"settings\":{\"url\":\"" + NOBODY);
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(run("bench", "--help")).isZero();
    assertThat(out.toString())
        .contains("--publishers=N", "--absent=N", "--ahead=N", "--replay", "[URL]", "--json");
  }
}
