package dev.holdfast.it.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastBackend;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the official Socket.IO suite expects behind the namespaces, written with the Java SDK. */
final class EchoBackend implements Application.Running {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int START_LIMIT_SECONDS = 30;

  private final List<HoldfastBackend> backends;

  private EchoBackend(List<HoldfastBackend> backends) {
    this.backends = backends;
  }

  /** Returns when it serves both namespaces. */
  static EchoBackend start(URI broker) {
    List<HoldfastBackend> backends =
        Stream.of("/", "/custom").map(namespace -> backend(broker, namespace)).toList();
    for (HoldfastBackend backend : backends) {
      backend
          .connect()
          .toCompletableFuture()
          .orTimeout(START_LIMIT_SECONDS, TimeUnit.SECONDS)
          .join();
    }
    return new EchoBackend(backends);
  }

  private static HoldfastBackend backend(URI broker, String namespace) {
    HoldfastBackend backend =
        HoldfastBackend.builder(broker.toString())
            .clientId("conformance")
            .namespace(namespace)
            .build();
    backend.onConnection(session -> session.emit("auth", session.auth(JsonNode.class)));
    backend.on("message", (session, event) -> session.emit("message-back", arguments(event)));
    backend.on("message-with-ack", (session, event) -> event.reply(arguments(event)));
    return backend;
  }

  /** All of them, as an emit takes them. */
  private static Object[] arguments(Event event) throws JsonProcessingException {
    Object[] arguments = new Object[event.size()];
    for (int i = 0; i < arguments.length; i++) {
      JsonNode json = JSON.readTree(event.json(i));
      arguments[i] = json.path("_placeholder").asBoolean() ? event.binary(i) : json;
    }
    return arguments;
  }

  @Override
  public void close() {
    backends.forEach(HoldfastBackend::close);
  }
}
