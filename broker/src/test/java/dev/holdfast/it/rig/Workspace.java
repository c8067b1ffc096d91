package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the integration tests find what they drive and leave what they write. */
public final class Workspace {
  /** The broker module: Surefire and Failsafe set the property, an IDE starts there. */
  private static final Path MODULE =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private static final Path LOGS = MODULE.resolve("target/it-logs");
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

  /** A file for the output of one process, in {@code target/it-logs}; numbered, so never reused. */
  public static Path newLog(String name) {
    try {
      Files.createDirectories(LOGS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LOGS.resolve("%03d-%s.log".formatted(LOG_NUMBER.incrementAndGet(), name));
  }
}
