package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.broker.limits.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A broker that asks clients who they are, with the files that say so. */
final class SecureBroker implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Path directory;
  private final Broker broker;

  private SecureBroker(Path directory, Broker broker) {
    this.directory = directory;
    this.broker = broker;
  }

  /**
   * Starts one in which everybody may do everything.
   *
   * @param directory its data and its files
   * @param auth lines of the group {@code auth}
   */
  static SecureBroker start(Path directory, String... auth) throws Exception {
    return limited(directory, "{}", auth);
  }

  /**
   * The same.
   *
   * @param limits the group {@code limits}, on one line
   */
  static SecureBroker limited(Path directory, String limits, String... auth) throws Exception {
    String lines = "  " + String.join("\n  ", auth);
    String configuration =
        """
        server:
          port: 0
          eventLoops: 2
        storage:
          dataDir: %s
        namespaces:
          - name: /
          - name: /backed
            backends: [chat]
          - name: /guarded
            backends: [chat]
            authorize: chat
        limits: %s
        auth:
          permissionsFile: %s
        %s
        """
            .formatted(directory.resolve("data"), limits, AllPermissions.in(directory), lines);
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), configuration);
    return new SecureBroker(directory, Broker.start(ConfigLoader.load(file, List.of())));
  }

  /** A file that is written before the broker starts, or again while it runs. */
  static Path write(Path directory, String name, String content) {
    return OwnFiles.replace(directory.resolve(name), content);
  }

  void write(String name, String content) {
    write(directory, name, content);
  }

  /** How often a limit was hit. */
  long hits(Limit limit) {
    return broker.limits().count(limit);
  }

  /** Waits until Prometheus would read this line. */
  void awaitMetric(String line) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!broker.metrics().contains(line + "\n")) {
      assertThat(System.nanoTime()).as(line).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  int port() {
    return broker.port();
  }

  Path data() {
    return directory.resolve("data");
  }

  @Override
  public void close() {
    broker.close();
  }
}
