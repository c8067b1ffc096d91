package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A process of another language that hosts any number of stock clients. Thread-safe. */
final class DrivenHost implements ClientHost {
  private final LineDriver driver;

  private DrivenHost(LineDriver driver) {
    this.driver = driver;
  }

  /** A Node process with the official JavaScript client. */
  static ClientHost node(String name) {
    return new DrivenHost(
        new LineDriver("node-" + name, NpmPackages.install(), List.of("node", "client.mjs")));
  }

  /** As {@link #node}, with the MessagePack parser. */
  static ClientHost javascriptWithMsgpack(String name) {
    List<String> command = List.of("node", "client.mjs", "socket.io-msgpack-parser");
    return new DrivenHost(new LineDriver("node-msgpack-" + name, NpmPackages.install(), command));
  }

  /** A process of the system's Python with python-socketio; it can only {@link Acks#EACH}. */
  static ClientHost python(String name) {
    Path python = Tools.pythonWithSocketIo();
    List<String> command = List.of(python.toString(), "-u", "client.py");
    return new DrivenHost(new LineDriver("python-" + name, Workspace.pythonSources(), command));
  }

  /** The listener is called on the host's reader thread. */
  @Override
  public StockClient connect(
      String client, ClientOptions options, Consumer<ClientLog.Entry> listener) {
    ClientLog log = new ClientLog(listener);
    driver.listen(client, report -> log.add(entry(report)));
    DrivenClient connected = new DrivenClient(client, driver, log);
    connected.connect(options);
    return connected;
  }

  /** SIGKILL to the process. */
  @Override
  public void kill() {
    driver.kill9();
  }

  @Override
  public void close() {
    driver.close();
  }

  private static ClientLog.Entry entry(JsonNode report) {
    return new ClientLog.Entry(
        ClientLog.Kind.valueOf(report.get("kind").asText().toUpperCase(Locale.ROOT)),
        report.path("name").asText(),
        report.path("detail"),
        report.path("ack").asLong());
  }
}
