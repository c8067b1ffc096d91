package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command over one connection: a line that asks, and lines that answer. */
final class ControlExchange {
  private static final Logger LOG = LoggerFactory.getLogger(ControlExchange.class);
  private static final int MAX_REQUEST_BYTES = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  private final ControlCommands commands;
  private final ByteChannel connection;

  ControlExchange(ControlCommands commands, ByteChannel connection) {
    this.commands = commands;
    this.connection = connection;
  }

  void run() throws IOException, InterruptedException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      ObjectNode request = request();
      String name = request.path("command").asText();
      LOG.info("told over the control socket: {}", request);
      answer.set("done", commands.run(name, request.without("command"), this::progress));
    } catch (ControlException e) {
      answer.put("error", e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      LOG.error("a command failed", e);
      answer.put("error", e.toString());
    }
    write(answer);
  }

  private void progress(String words) {
    try {
      write(JSON.createObjectNode().put("progress", words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode request() throws IOException, ControlException {
    ByteBuffer line = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    while (!endsLine(line)) {
      if (!line.hasRemaining() || connection.read(line) < 0) {
        throw new ControlException("the request is not one line of JSON", null);
      }
    }
    try {
      JsonNode request = JSON.readTree(line.array(), 0, line.position());
      if (request instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new ControlException("the request is not one line of JSON", e);
    }
    throw new ControlException("the request is not a JSON object", null);
  }

  private static boolean endsLine(ByteBuffer line) {
    return line.position() > 0 && line.get(line.position() - 1) == '\n';
  }

  private void write(ObjectNode answer) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      connection.write(line);
    }
  }
}
