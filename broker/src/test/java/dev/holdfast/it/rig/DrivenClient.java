package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** A stock client inside a {@link DrivenHost}. Thread-safe. */
final class DrivenClient implements StockClient {
  private final String name;
  private final LineDriver driver;
  private final ClientLog log;

  DrivenClient(String name, LineDriver driver, ClientLog log) {
    this.name = name;
    this.driver = driver;
    this.log = log;
  }

  void connect(ClientOptions options) {
    ObjectNode message = message().put("url", options.url().toString());
    message.put("namespace", options.namespace());
    message.set("auth", LineDriver.toJson(options.auth()));
    List<String> transports =
        options.transports().isEmpty() ? List.of("polling", "websocket") : options.transports();
    message.set("transports", LineDriver.toJson(transports));
    message.put("acks", options.acks().name().toLowerCase(Locale.ROOT));
    if (options.retries() > 0) {
      message.put("retries", options.retries()).put("ackTimeout", options.ackTimeoutMs());
    }
    driver.request("connect", message);
  }

  @Override
  public ClientLog log() {
    return log;
  }

  @Override
  public void emit(String event, Object... arguments) {
    driver.request("emit", event(event, arguments));
  }

  @Override
  public JsonNode emitForAck(String event, Object... arguments) {
    ObjectNode message = event(event, arguments);
    return driver.request(
        "emitForAck", message.put("timeoutMs", LineDriver.COMMAND_LIMIT.toMillis()));
  }

  @Override
  public void ack(ClientLog.Entry event, Object... arguments) {
    ObjectNode message = message().put("number", event.ack());
    message.set("args", LineDriver.toJson(arguments));
    driver.request("ack", message);
  }

  @Override
  public void disconnect() {
    driver.request("disconnect", message());
  }

  @Override
  public void close() {
    disconnect();
  }

  private ObjectNode event(String event, Object... arguments) {
    ObjectNode message = message().put("event", event);
    message.set("args", LineDriver.toJson(arguments));
    return message;
  }

  private ObjectNode message() {
    return LineDriver.message().put("client", name);
  }
}
