package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of the packaged broker that comes to its end by itself. */
public final class Command {
  private Command() {}

  /**
   * What became of it.
   *
   * @param output both streams
   */
  public record Outcome(int exitCode, String output) {}

  /** Runs it to its end. */
  public static Outcome run(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QuickStart.ofTheJar());
    command.addAll(List.of("-jar", Workspace.brokerJar().toString()));
    command.addAll(List.of(arguments));
    Path log = Workspace.newLog("command-" + arguments[0]);
    Process process =
        Children.start(
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    int exitCode = Children.awaitExit(process);
    try {
      return new Outcome(exitCode, Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
