package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.holdfast.cli.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which an operator's command asks for verbs: it is sent no events and takes part
 * in nothing. Used by one thread.
 */
final class VerbConnection implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLOSED = "(closed)";
  private static final String PING = "2";

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final Duration timeout;
  private final String namespace;
  private final WebSocket socket;
  private int asked;

  /**
   * Connects.
   *
   * @param broker its address, with http or https; without a path the default one
   * @param tls for https
   * @param namespace with its leading slash
   * @param auth the CONNECT payload
   * @param timeout of each step
   * @throws IOException when the broker is not there, or refuses; the message says why
   */
  VerbConnection(URI broker, TlsFiles tls, String namespace, JsonNode auth, Duration timeout)
      throws IOException, InterruptedException {
    this.timeout = timeout;
    this.namespace = namespace.equals("/") ? "" : namespace + ",";
    this.socket = open(broker, tls);
    expect("0");
    send("40" + this.namespace + auth);
    String answer = next();
    if (!answer.startsWith("40")) {
      socket.abort();
      throw new IOException("the broker refused the client: " + answer);
    }
  }

  private WebSocket open(URI broker, TlsFiles tls) throws IOException {
    boolean encrypted = broker.getScheme().equals("https");
    HttpClient.Builder http = HttpClient.newBuilder();
    if (encrypted) {
      http.sslContext(tls.forJava());
    }
    String scheme = encrypted ? "wss" : "ws";
    String path = broker.getPath().length() > 1 ? broker.getPath() : "/socket.io/";
    URI uri =
        URI.create(scheme + "://" + broker.getAuthority() + path + "?EIO=4&transport=websocket");
    try {
      return http.build()
          .newWebSocketBuilder()
          .connectTimeout(timeout)
          .buildAsync(uri, new Listener())
          .join();
    } catch (CompletionException e) {
      throw new IOException("cannot connect to " + broker, e);
    }
  }

  /**
   * Asks for a verb and waits for its answer.
   *
   * @throws IOException when there is none, or a refusal
   */
  JsonNode ask(String verb, JsonNode argument) throws IOException, InterruptedException {
    int id = asked++;
    ArrayNode event = JSON.createArrayNode().add(verb).add(argument);
    send("42" + namespace + id + event);
    String answer = next();
    while (!isAnswer(answer, id)) {
      answer = next();
    }
    JsonNode value = parse(answer.substring(answer.indexOf('['))).path(0);
    JsonNode error = value.path("error");
    if (!error.isMissingNode()) {
      throw new IOException(error.path("code").asText() + ": " + error.path("message").asText());
    }
    return value;
  }

  /** Also with attachments, which follow as binary messages and are passed over. */
  private boolean isAnswer(String message, int id) {
    String plain = "43" + namespace + id + "[";
    return message.startsWith(plain)
        || (message.startsWith("46") && message.contains("-" + namespace + id + "["));
  }

  private static JsonNode parse(String json) throws IOException {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("the broker's answer is not understood: " + e.getOriginalMessage(), e);
    }
  }

  private void expect(String begin) throws IOException, InterruptedException {
    String message = next();
    if (!message.startsWith(begin)) {
      throw new IOException("this is no Engine.IO server: " + message);
    }
  }

  private String next() throws IOException, InterruptedException {
    while (true) {
      String message = received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new IOException("no answer within " + timeout.toMillis() + " ms");
      } else if (message.equals(CLOSED)) {
        throw new IOException("the broker closed the connection");
      } else if (message.equals(PING)) {
        send("3");
      } else {
        return message;
      }
    }
  }

  private void send(String message) {
    socket.sendText(message, true).join();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        received.add(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      received.add(CLOSED);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      received.add(CLOSED);
    }
  }
}
