package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.broker.security.NewToken;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.broker.security.TokenFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TokenCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = HoldfastCommand.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void itPrintsTheTokenAndTheLineThatDoesNotHoldIt() {
    assertThat(run("token", "--subject", "alice", "--roles", "reader,writer")).isZero();
    String[] lines = out.toString().split("\n", -1);
    String token = lines[0].substring("token: ".length()).strip();
    assertThat(token).matches("hft_[\\w-]{43}");
    assertThat(lines[1])
        .contains("subject: \"alice\"", "hash: \"sha256:", "roles: [reader, writer]")
        .doesNotContain(token);
  }

  @Test
  void itAppendsToAFileForItsOwnerAloneWhichTheBrokerUnderstands(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("tokens.yaml");
    assertThat(run("token", "--subject", "a", "--append", file.toString())).isZero();
    String first = out.toString().strip();
    assertThat(run("token", "--subject", "b", "--expires-in", "90d", "--append", file.toString()))
        .isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    TokenFile tokens = new TokenFile(file);
    tokens.reload();
    assertThat(tokens.find(first, System.currentTimeMillis())).isNotNull();
    assertThat(Files.readString(file)).doesNotContain(first);
  }

  /**
   * As an editor leaves it, or {@code printf}: the new entry would stand in the last one's line.
   */
  @Test
  void aFileThatDoesNotEndItsLastLineIsNotSpoilt(@TempDir Path directory) throws Exception {
    NewToken old = NewToken.create("a", Set.of(), Principal.NEVER);
    Path file = OwnFiles.replace(directory.resolve("tokens.yaml"), old.line());
    assertThat(run("token", "--subject", "b", "--append", file.toString())).isZero();
    TokenFile tokens = new TokenFile(file);
    tokens.reload();
    for (String token : List.of(old.token(), out.toString().strip())) {
      assertThat(tokens.find(token, System.currentTimeMillis())).isNotNull();
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void aSubjectThatNoClientCanHaveIsAMistakeOfUsage() {
    assertThat(run("token", "--subject", "$admin")).isEqualTo(2);
    assertThat(err.toString()).contains("no legal client id");
  }
}
