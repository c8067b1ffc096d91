package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.tls.TestTls;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The program of an {@link SdkHost}: hosts clients of the SDK and is spoken to as {@code lines.mjs}
 * tells. When its input ends it closes them all, in good order, and ends.
 */
final class SdkProgram {
  private static final JsonMapper JSON = new JsonMapper();

  /** Not buffered: what a handler has reported survives a SIGKILL. Guarded by itself. */
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  /** The main thread's. */
  private final Map<String, HoldfastClient> clients = new HashMap<>();

  private SdkProgram() {}

  public static void main(String[] args) throws IOException {
    System.setOut(System.err); // whatever logs to standard output must not come between
    SdkProgram program = new SdkProgram();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        program.run(JSON.readTree(line));
      }
    }
    program.clients.values().parallelStream().forEach(HoldfastClient::close);
  }

  private void run(JsonNode message) {
    String client = message.get("client").asText();
    ObjectNode reply = JSON.createObjectNode().put("reply", message.get("id").asLong());
    switch (message.get("do").asText()) {
      case "connect" -> {
        connect(client, message.get("url").asText());
        write(reply.putNull("value"));
      }
      case "join" -> answer(reply, clients.get(client).join(message.get("room").asText()));
      default -> write(reply.put("error", "no such command: " + message));
    }
  }

  private static void answer(ObjectNode reply, CompletionStage<?> outcome) {
    var unused =
        outcome.whenComplete(
            (done, failure) ->
                write(
                    failure == null
                        ? reply.putNull("value")
                        : reply.put("error", failure.toString())));
  }

  private void connect(String clientId, String url) {
    HoldfastClient client =
        HoldfastClient.builder(url)
            .caFile(Path.of(System.getenv(TestTls.CA_FILE)))
            .clientId(clientId)
            .reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
            .build();
    client.onAny(event -> report(clientId, event));
    clients.put(clientId, client);
    client.connect();
  }

  private static void report(String clientId, Event event) throws IOException {
    ObjectNode report = JSON.createObjectNode().put("from", clientId).put("name", event.name());
    ArrayNode arguments = report.putArray("detail");
    for (int i = 0; i < event.size(); i++) {
      arguments.add(JSON.readTree(event.json(i)));
    }
    write(report);
  }

  private static void write(ObjectNode message) {
    try {
      byte[] line = (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
      synchronized (OUT) {
        OUT.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
