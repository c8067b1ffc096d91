package dev.holdfast.it.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A command as somebody at a terminal sees it. Thread-safe. */
public final class Terminal implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Thread reader;

  /** What it has printed. Guarded by this. */
  private final List<String> lines = new ArrayList<>();

  private Terminal(Process process) {
    this.process = process;
    reader = new Thread(this::readLines, "terminal " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code java -jar holdfast.jar} with these arguments. */
  public static Terminal run(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(QuickStart.ofTheJar());
    command.addAll(List.of("-jar", Workspace.brokerJar().toString()));
    command.addAll(List.of(arguments));
    return run(command, Workspace.module());
  }

  /** Starts any command in this directory. */
  public static Terminal run(List<String> command, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    return new Terminal(Children.start(builder.redirectErrorStream(true)));
  }

  /** Presses Enter. */
  public void pressEnter() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a JavaScript module that may import the packages of the JavaScript drivers. */
  public static Terminal node(String program) {
    return runScript("--input-type=module", "--eval", program);
  }

  /** Starts {@code node} with this script of {@code src/test/js} and its arguments. */
  public static Terminal runScript(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    ProcessBuilder node = new ProcessBuilder(command).directory(NpmPackages.install().toFile());
    return new Terminal(Children.start(node.redirectErrorStream(true)));
  }

  /** Waits until it has printed this line. */
  public void awaitLine(String line) {
    await(line, printed -> printed.contains(line));
  }

  /** Waits until it has printed so many events, and returns all of them, as printed. */
  public List<String> awaitEvents(int count) {
    await(count + " events", printed -> events(printed).size() >= count);
    return events();
  }

  /** All events it has printed so far. */
  public synchronized List<String> events() {
    return events(lines);
  }

  /** SIGTERM; returns the exit code once all that was printed is here. */
  public int stop() {
    int exitCode = Children.terminate(process);
    awaitReader();
    return exitCode;
  }

  /** Waits for the command to end by itself, and returns its exit code. */
  public int awaitExit() {
    int exitCode = Children.awaitExit(process);
    awaitReader();
    return exitCode;
  }

  /** SIGKILL, also to what it has started. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    Children.kill9(process);
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private void awaitReader() {
    try {
      reader.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> events(List<String> printed) {
    return printed.stream().filter(line -> line.startsWith("[")).toList();
  }

  private synchronized void await(String what, Predicate<List<String>> condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.test(lines)) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new AssertionError("no " + what + " within " + LIMIT + ", but " + lines);
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }

  private void readLines() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        printed(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void printed(String line) {
    lines.add(line);
    notifyAll();
  }
}
