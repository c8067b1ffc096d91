package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of {@code docs/examples}, run by the command in its README. Its files are copied as they are
 * but for the port numbers, so that tests can run beside anything; what it stores stays in the
 * test's directory. Not thread-safe.
 */
public final class RunningExample implements AutoCloseable {
  private static final Path EXAMPLES = Path.of("docs/examples");
  private static final Path JAR = Path.of("broker/target/holdfast.jar");
  private static final Pattern COMMAND =
      Pattern.compile("^ {4}mvn -q package -DskipTests && java (.*)$", Pattern.MULTILINE);
  private static final Pattern PORT = Pattern.compile("^ {2}port: (\\d+)$", Pattern.MULTILINE);

  private final Path directory;
  private final List<String> command;
  private final int port;
  private Terminal terminal;

  private RunningExample(Path directory, List<String> command, int port) {
    this.directory = directory;
    this.command = command;
    this.port = port;
    restart();
  }

  /** Starts an example in an empty directory; returns when its page is served. */
  public static RunningExample start(String name, Path directory) {
    try {
      Path jar = directory.resolve(JAR);
      Files.createDirectories(jar.getParent());
      Files.createSymbolicLink(jar, Workspace.brokerJar());
      int port = freePort();
      copy(Workspace.module().resolveSibling(EXAMPLES), name, directory.resolve(EXAMPLES), port);
      Path readme = directory.resolve(EXAMPLES).resolve(name).resolve("README.md");
      return new RunningExample(directory, command(readme), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ctrl-C. */
  public void stop() {
    terminal.stop();
  }

  /** Runs the command again after {@link #stop}. */
  public void restart() {
    terminal = Terminal.run(command, directory);
    terminal.awaitLine("Open " + page());
  }

  /** Where its page is, as it says when it starts. */
  public URI page() {
    return URI.create("http://127.0.0.1:" + (port + 1) + "/");
  }

  public URI broker() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Terminal terminal() {
    return terminal;
  }

  /** Kills it. JUnit would warn of the link when it deletes the directory. */
  @Override
  public void close() {
    terminal.close();
    try {
      Files.delete(directory.resolve(JAR));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path readme) throws IOException {
    Matcher matcher = COMMAND.matcher(Files.readString(readme));
    if (!matcher.find()) {
      throw new AssertionError(readme + " does not say how to run the example");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(QuickStart.ofOtherPrograms());
    command.addAll(Arrays.asList(matcher.group(1).split(" ")));
    return command;
  }

  /** The broker's port and the page's, which follows it, are written out in every file. */
  private static void copy(Path examples, String name, Path target, int port) throws IOException {
    String configuration = Files.readString(examples.resolve(name).resolve("holdfast.yaml"));
    Matcher matcher = PORT.matcher(configuration);
    if (!matcher.find()) {
      throw new AssertionError("no port in the configuration of " + name);
    }
    int documented = Integer.parseInt(matcher.group(1));
    Files.createDirectories(target.resolve(name));
    Files.copy(examples.resolve("Run.java"), target.resolve("Run.java"));
    try (Stream<Path> files = Files.list(examples.resolve(name))) {
      for (Path file : files.toList()) {
        String text =
            Files.readString(file)
                .replace(":" + documented, ":" + port)
                .replace(": " + documented, ": " + port)
                .replace(":" + (documented + 1), ":" + (port + 1));
        Files.writeString(target.resolve(name).resolve(file.getFileName()), text);
      }
    }
  }

  /** A port that is free, as is the next one; below those that the system gives to clients. */
  private static int freePort() {
    int port = 0;
    while (!isFree(port) || !isFree(port + 1)) {
      port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    }
    return port;
  }

  private static boolean isFree(int port) {
    if (port == 0) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
