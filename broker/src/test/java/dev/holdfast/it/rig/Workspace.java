package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the integration tests find what they drive and leave what they write. */
public final class Workspace {
  /** The broker module: Surefire and Failsafe set the property, an IDE starts there. */
  private static final Path MODULE =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private static final Path TARGET = MODULE.resolve("target");
  private static final Path LOGS = TARGET.resolve("it-logs");

  /** Of the JVMs that the build runs tests in, each begins the names of its logs otherwise. */
  private static final String PREFIX = System.getProperty("holdfast.logs", "");

  private static final AtomicInteger LOG_NUMBER = new AtomicInteger();

  private Workspace() {}

  /** The directory of the broker module. */
  public static Path module() {
    return MODULE;
  }

  /** The packaged broker. */
  public static Path brokerJar() {
    String jar = System.getProperty("holdfast.jar", MODULE.resolve("target/holdfast.jar") + "");
    return Path.of(jar);
  }

  /** The sources of the JavaScript drivers. */
  public static Path jsSources() {
    return MODULE.resolve("src/test/js");
  }

  /** The JavaScript drivers with their packages installed beside them. */
  public static Path jsInstalled() {
    return MODULE.resolve("target/js");
  }

  /** The Python drivers. */
  public static Path pythonSources() {
    return MODULE.resolve("src/test/python");
  }

  /**
   * Prepares what all tests of a build use: only one of the JVMs that run them is in here at a
   * time.
   *
   * @param what is prepared, a name for a file
   */
  static synchronized void alone(String what, Runnable task) {
    Path file = TARGET.resolve(what + ".lock");
    try {
      Files.createDirectories(TARGET);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock(); // until the channel is closed
        task.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A file for the output of one process, in {@code target/it-logs}; numbered for the JVM that
   * started it, so never reused.
   */
  public static Path newLog(String name) {
    try {
      Files.createDirectories(LOGS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LOGS.resolve("%s%03d-%s.log".formatted(PREFIX, LOG_NUMBER.incrementAndGet(), name));
  }
}
