package dev.holdfast.cli;

import dev.holdfast.broker.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A command in a process of its own, as the runnable jar starts it. */
final class CommandProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader errors;
  private final BufferedReader output;

  private CommandProcess(Process process) {
    this.process = process;
    this.errors = reader(process.getErrorStream());
    this.output = reader(process.getInputStream());
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** With the bundled logback.xml: the tests' own is for the tests' own process. */
  static CommandProcess start(Path workingDirectory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return new CommandProcess(
        new ProcessBuilder(command).directory(workingDirectory.toFile()).start());
  }

  /** The next line on standard output, or null when the process has ended. */
  String outputLine() throws IOException {
    return output.readLine();
  }

  /** Reads the log up to the first line of a kind, and returns that. */
  String logLine(Predicate<String> wanted) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (wanted.test(line)) {
        return line;
      }
      seen.add(line);
    }
    throw new AssertionError("The process ended without the line wanted; it printed " + seen);
  }

  /** All that is still printed, until the process ends. */
  String remainingLog() {
    try (Stream<String> lines = errors.lines()) {
      return String.join("\n", lines.toList());
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGTERM, which leaves the log readable. */
  void terminate() {
    process.toHandle().destroy();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the end. */
  int exitCode() {
    return process.onExit().join().exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }
}
