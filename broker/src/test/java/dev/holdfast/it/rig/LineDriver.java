package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.tls.TestTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A program that drives stock clients for a test, spoken to with one JSON object a line; {@code
 * src/test/js/lines.mjs} tells the protocol. Safe to use from several threads; reports are handed
 * on by one reader thread, in the order the program wrote them.
 */
final class LineDriver implements AutoCloseable {
  /** How long a command may take in the program before it answers that it took too long. */
  static final Duration COMMAND_LIMIT = Duration.ofSeconds(20);

  private static final Duration ANSWER_LIMIT = COMMAND_LIMIT.plusSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final Process process;
  private final Thread reader;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();

  LineDriver(String name, Path directory, List<String> command) {
    this.name = name;
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(TestTls.environment());
    builder.redirectError(Workspace.newLog(name).toFile());
    process = Children.start(builder);
    reader = new Thread(this::readLines, "reports of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  static ObjectNode message() {
    return JSON.createObjectNode();
  }

  static JsonNode toJson(Object value) {
    return JSON.valueToTree(value);
  }

  /** Hands what is reported {@code from} this one to the listener, on the reader thread. */
  void listen(String from, Consumer<JsonNode> listener) {
    listeners.put(from, listener);
  }

  /**
   * Runs a command in the program and returns its value.
   *
   * @throws DriverException when the command failed, or the program ended before it answered
   */
  JsonNode request(String command, ObjectNode arguments) {
    long id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      write(arguments.put("id", id).put("do", command));
      return answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new DriverException(name + " failed to " + command + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DriverException(name + " was interrupted", e);
    } finally {
      waiting.remove(id);
    }
  }

  /** SIGKILL; returns when everything it had reported has reached its listeners. */
  void kill9() {
    Children.kill9(process);
    awaitReports();
  }

  /** SIGSTOP, or SIGCONT. */
  void pause(boolean stands) {
    Children.pause(process, stands);
  }

  /**
   * Ends the program by the end of its input, and by force where that is not enough; returns when
   * everything it had reported has reached its listeners.
   */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    Children.awaitExit(process);
    awaitReports();
  }

  private void awaitReports() {
    try {
      reader.join(ANSWER_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write(ObjectNode message) throws IOException {
    byte[] line = (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
    process.getOutputStream().write(line);
    process.getOutputStream().flush();
  }

  private void readLines() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        dispatch(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("unreadable output of " + name, e);
    } finally {
      IOException ended = new IOException(name + " has ended");
      waiting.values().forEach(answer -> answer.completeExceptionally(ended));
    }
  }

  private void dispatch(JsonNode message) {
    if (!message.has("reply")) {
      listeners.getOrDefault(message.path("from").asText(), unheard -> {}).accept(message);
      return;
    }
    CompletableFuture<JsonNode> answer = waiting.get(message.get("reply").asLong());
    if (answer == null) {
      return; // its request gave up waiting
    }
    if (message.has("error")) {
      answer.completeExceptionally(new IOException(message.get("error").asText()));
    } else {
      answer.complete(message.get("value"));
    }
  }
}
