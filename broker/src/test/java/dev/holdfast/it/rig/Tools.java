package dev.holdfast.it.rig;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Programs of the machine that some tests need beside Node. A test whose program is missing is
 * skipped with a message; on a build server (environment {@code CI=true}) it fails.
 */
public final class Tools {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final List<Path> CHROMIUM =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

  private static final List<Path> FAKETIME =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  /** What was tried, and whether it works. */
  private static final Map<List<String>, Boolean> TRIED = new ConcurrentHashMap<>();

  private Tools() {}

  /** Debian's strace, where it may trace what it starts. */
  public static String strace() {
    require(succeeds("strace", "-f", "--seccomp-bpf", "true"), "strace (Debian: strace)");
    return "strace";
  }

  /** Debian's Chromium. */
  public static Path chromium() {
    var found = CHROMIUM.stream().filter(Files::isExecutable).findFirst();
    require(found.isPresent(), "Chromium (Debian: chromium)");
    return found.orElseThrow();
  }

  /** The system's Python with python-socketio and what it needs for both transports. */
  public static Path pythonWithSocketIo() {
    boolean found =
        Files.isExecutable(PYTHON)
            && succeeds(PYTHON.toString(), "-c", "import socketio, websocket, requests");
    require(found, "python-socketio (Debian: python3-socketio python3-websocket python3-requests)");
    return PYTHON;
  }

  /** What checks the alert rules and the metrics page. */
  public static String promtool() {
    require(succeeds("promtool", "--version"), "promtool (Debian: prometheus)");
    return "promtool";
  }

  /** The library that gives a process another time of day. */
  public static Path faketime() {
    var found = FAKETIME.stream().filter(Files::isReadable).findFirst();
    require(found.isPresent(), "faketime (Debian: faketime)");
    return found.orElseThrow();
  }

  private static void require(boolean present, String what) {
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      assertTrue(present, what + " is missing on a build server");
    }
    assumeTrue(present, what + " is not installed");
  }

  private static boolean succeeds(String... command) {
    return TRIED.computeIfAbsent(List.of(command), Tools::succeeds);
  }

  private static boolean succeeds(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(Workspace.newLog("tool-check").toFile());
    try {
      return Children.awaitExit(Children.start(builder)) == 0;
    } catch (UncheckedIOException notInstalled) {
      return false;
    }
  }
}
