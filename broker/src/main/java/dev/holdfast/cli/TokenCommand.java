package dev.holdfast.cli;

import dev.holdfast.broker.security.NewToken;
import dev.holdfast.broker.security.Principal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a static token. */
@Command(
    name = "token",
    description = "Makes a token, and the line for the file auth.tokensFile.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "The token is for the client and is printed once. The file gets its hash only: append the",
      "line to it by hand, or with --append. A running broker takes it within three seconds."
    })
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      required = true,
      description = "Whose token it is: the client's id.")
  private String subject = "";

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "Its roles, separated by commas.")
  private Set<String> roles = new LinkedHashSet<>();

  @Option(
      names = "--expires-in",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long it is good, like 90d or 12h; without it, until its line is gone.")
  private @Nullable Duration expiresIn;

  @Option(
      names = "--append",
      paramLabel = "FILE",
      description = "Appends the line to this file, and prints the token alone.")
  private @Nullable Path append;

  private TokenCommand() {}

  @Override
  public Integer call() {
    NewToken made;
    try {
      made = NewToken.create(subject, roles, expiresAtMs());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (append == null) {
      out.println("token: " + made.token());
      out.println("line:  " + made.line());
      return ExitCode.OK;
    }
    try {
      append(append, made.line());
    } catch (IOException e) {
      spec.commandLine().getErr().println("Nothing was written: " + e);
      return ExitCode.SOFTWARE;
    }
    out.println(made.token());
    return ExitCode.OK;
  }

  private long expiresAtMs() {
    return expiresIn == null
        ? Principal.NEVER
        : Instant.now().plus(expiresIn).toEpochMilli() / 1000 * 1000;
  }

  /** A file that is made here is for its owner alone. */
  private static void append(Path file, String line) throws IOException {
    if (Files.notExists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    String entry = (endsItsLine(file) ? "" : "\n") + line + "\n";
    Files.writeString(file, entry, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  /** False where somebody else has written the last line, and not ended it. */
  private static boolean endsItsLine(Path file) throws IOException {
    try (SeekableByteChannel content = Files.newByteChannel(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return content.size() == 0
          || (content.position(content.size() - 1).read(last) == 1 && last.get(0) == '\n');
    }
  }
}
