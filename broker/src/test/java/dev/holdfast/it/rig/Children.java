package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The child processes of the tests: none outlives the JVM that started it. */
final class Children {
  static final Duration EXIT_LIMIT = Duration.ofSeconds(30);
  static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "children"));
  }

  private Children() {}

  static Process start(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      ALIVE.add(process);
      var unused = process.onExit().thenAccept(ALIVE::remove);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", builder.command()), e);
    }
  }

  /**
   * SIGKILL; returns when the process is gone. Not by {@link Process#destroyForcibly()}, which
   * would also close the pipe with what the process has written and nobody has read yet.
   */
  static void kill9(Process process) {
    process.toHandle().destroyForcibly();
    awaitExit(process);
  }

  /** SIGTERM; returns the exit code. Its output can be read to the end, as after a SIGKILL. */
  static int terminate(Process process) {
    process.toHandle().destroy();
    return awaitExit(process);
  }

  /** SIGSTOP, and SIGCONT to end it: the process stands still, and cannot know. */
  static void pause(Process process, boolean stands) {
    List<String> command = List.of("kill", stands ? "-STOP" : "-CONT", "" + process.pid());
    int code = awaitExit(start(new ProcessBuilder(command)));
    if (code != 0) {
      throw new IllegalStateException(command + " ended with " + code);
    }
  }

  /** Waits for the process to end and returns its exit code. */
  static int awaitExit(Process process) {
    return awaitExit(process, EXIT_LIMIT);
  }

  static int awaitExit(Process process, Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(process.info() + " still ran after " + limit);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process to end", e);
    }
  }
}
