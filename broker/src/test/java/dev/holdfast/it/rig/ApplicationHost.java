package dev.holdfast.it.rig;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** An application that emits and handles, a process of its own that can be killed. Thread-safe. */
public final class ApplicationHost implements AutoCloseable {
  private final LineDriver driver;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  private ApplicationHost(LineDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts it.
   *
   * @param directory of its outbox, its filter and its database
   * @param firstNumber what it emits first; negative for an application that only handles
   * @param listener is told what it does
   */
  public static ApplicationHost start(URI url, Path directory, int firstNumber, Listener listener) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationProgram.class.getName(),
            url.toString(),
            directory.toString(),
            Integer.toString(firstNumber));
    LineDriver driver = new LineDriver("application", Path.of("").toAbsolutePath(), command);
    ApplicationHost host = new ApplicationHost(driver);
    tell(driver, ApplicationProgram.ACCEPTED, listener.accepted());
    tell(driver, ApplicationProgram.HANDED, listener.handed());
    driver.listen(ApplicationProgram.OPENED, report -> host.opened.complete(null));
    driver.listen(ApplicationProgram.CONNECTED, report -> host.connected.complete(null));
    return host;
  }

  private static void tell(LineDriver driver, String what, IntConsumer listener) {
    driver.listen(what, report -> listener.accept(report.get("number").asInt()));
  }

  /** Completes when its files are open and it begins to connect. */
  public CompletableFuture<Void> opened() {
    return opened;
  }

  /** Completes when it has been connected once. */
  public CompletableFuture<Void> connected() {
    return connected;
  }

  /** SIGKILL. What it had reported has been told when this returns. */
  public void kill() {
    driver.kill9();
  }

  /** Closes it as an application should. */
  @Override
  public void close() {
    driver.close();
  }

  /**
   * Is told of an application's doings, each with its number.
   *
   * @param accepted an emit is in the outbox
   * @param handed a handler begins with an event
   */
  public record Listener(IntConsumer accepted, IntConsumer handed) {}
}
