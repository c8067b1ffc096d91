package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** A process of its own with any number of the SDK's clients, which can be killed. Thread-safe. */
public final class SdkHost implements AutoCloseable {
  private final LineDriver driver;

  private SdkHost(LineDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts the process.
   *
   * @param name for logs and messages
   */
  public static SdkHost start(String name) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    List<String> command =
        List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath, SdkProgram.class.getName());
    return new SdkHost(new LineDriver("sdk-" + name, Path.of("").toAbsolutePath(), command));
  }

  /**
   * Starts a client; returns before it is connected.
   *
   * @param handler gets each event's name and arguments; the client acknowledges it after what was
   *     handed over here is on its way
   */
  public void connect(URI url, String clientId, BiConsumer<String, JsonNode> handler) {
    driver.listen(
        clientId, report -> handler.accept(report.get("name").asText(), report.get("detail")));
    driver.request(
        "connect", LineDriver.message().put("client", clientId).put("url", url.toString()));
  }

  /** Lets a client join a room; returns when it is confirmed. */
  public void join(String clientId, String room) {
    driver.request("join", LineDriver.message().put("client", clientId).put("room", room));
  }

  /** SIGSTOP: all its clients stand still until {@link #resume}. */
  public void pause() {
    driver.pause(true);
  }

  /** SIGCONT. */
  public void resume() {
    driver.pause(false);
  }

  /** SIGKILL. What the clients had handled has reached the handlers when this returns. */
  public void kill() {
    driver.kill9();
  }

  /** Closes every client as an application should, then ends the process. */
  @Override
  public void close() {
    driver.close();
  }
}
