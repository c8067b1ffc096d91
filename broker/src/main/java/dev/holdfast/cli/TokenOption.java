package dev.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.broker.files.FileModes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The credential that a command shows the broker. */
final class TokenOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the token to show, read again at each connect; without it, the environment"
              + " variable HOLDFAST_TOKEN. Never on the command line, which others can see.")
  private @Nullable Path file;

  TokenOption() {}

  /** Whether it stands in a file, which may hold another one later. */
  boolean isFile() {
    return file != null;
  }

  /**
   * The credential to show now, or null.
   *
   * @throws ParameterException when the file cannot be read, or others can read it
   */
  @Nullable String token() {
    if (file == null) {
      return System.getenv("HOLDFAST_TOKEN");
    }
    try {
      return new String(FileModes.readSecret(file), UTF_8).strip();
    } catch (FileSystemException e) {
      throw new ParameterException(spec.commandLine(), "--token-file: cannot read " + file, e);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--token-file: " + e.getMessage(), e);
    }
  }
}
