package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HoldfastCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = HoldfastCommand.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void withoutACommandItPrintsThoseThereAre() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Which command?", "serve");
  }

  @Test
  void helpNamesTheCommandsAndTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("serve", "Exit codes:", "143");
  }

  @Test
  void versionIsPrinted() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("holdfast ").contains("Java 17");
  }

  @Test
  void anUnknownOptionIsAMistakeOfUsage() {
    assertThat(run("serve", "--prot", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown option", "--prot", "Usage: holdfast serve");
  }

  @Test
  void anUnknownCommandIsAMistakeOfUsage() {
    assertThat(run("lisetn")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean: holdfast listen");
  }

  @Test
  void anArgumentThatIsNotJsonIsAMistakeOfUsage() {
    assertThat(run("emit", "--room", "r", "name", "{a")).isEqualTo(2);
    assertThat(err.toString()).contains("'{a' is not JSON");
    assertThat(run("emit", "--room", "r", "name", "1 2")).isEqualTo(2);
  }

  @Test
  void aUrlThatIsNoneIsAMistakeOfUsage() {
    assertThat(run("emit", "--room", "r", "--url", "nowhere", "name")).isEqualTo(2);
    assertThat(run("listen", "--client", "a", "--room", "r", "--url", ":")).isEqualTo(2);
    assertThat(err.toString()).contains("--url: ");
  }

  @Test
  void everyCommandTellsItsVersion() {
    assertThat(run("serve", "--version")).isZero();
    assertThat(out.toString()).startsWith("holdfast ");
  }

  @Test
  void theShippedLogConfigurationIsTheBundledOne() {
    assertThat(Path.of("..", "conf", "logback.xml"))
        .hasSameTextualContentAs(Path.of("src", "main", "resources", "logback.xml"));
  }
}
