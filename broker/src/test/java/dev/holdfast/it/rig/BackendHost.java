package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** One instance of a back-end, a process of its own that can be killed. Thread-safe. */
public final class BackendHost implements AutoCloseable {
  /** How an instance answers the question whether a client may connect. */
  public enum Guard {
    /** Everybody may. */
    ACCEPTS,
    /** It never says. */
    SILENT
  }

  private final LineDriver driver;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  private BackendHost(LineDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts an instance; returns before it is connected.
   *
   * @param handled told of each event handled: its number, and when that was by {@link
   *     System#nanoTime()}, which is the same clock in all processes
   */
  public static BackendHost start(
      URI url, String clientId, Guard guard, BiConsumer<Integer, Long> handled) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            BackendProgram.class.getName(),
            url.toString(),
            clientId,
            guard.name());
    LineDriver driver =
        new LineDriver("backend-" + clientId, Path.of("").toAbsolutePath(), command);
    BackendHost host = new BackendHost(driver);
    driver.listen(BackendProgram.HANDLED, report -> host.handled(report, handled));
    driver.listen(BackendProgram.CONNECTED, report -> host.connected.complete(null));
    driver.listen(BackendProgram.ASKED, report -> host.asked.complete(null));
    return host;
  }

  private void handled(JsonNode report, BiConsumer<Integer, Long> handled) {
    handled.accept(report.get("number").asInt(), report.get("nanos").asLong());
  }

  /** Completes when it has been connected once. */
  public CompletableFuture<Void> connected() {
    return connected;
  }

  /** Completes when it has been asked whether a client may connect. */
  public CompletableFuture<Void> asked() {
    return asked;
  }

  /** SIGKILL. What it had handled has been told when this returns. */
  public void kill() {
    driver.kill9();
  }

  /** Closes it as an application should. */
  @Override
  public void close() {
    driver.close();
  }
}
