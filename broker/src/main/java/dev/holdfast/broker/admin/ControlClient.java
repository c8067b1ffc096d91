package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives a running broker a command, from another process. Used by one thread. */
public final class ControlClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final SocketChannel connection;

  private ControlClient(SocketChannel connection) {
    this.connection = connection;
  }

  /**
   * Connects to the broker that runs on a data directory.
   *
   * @return null when none does, as far as can be seen
   * @throws IOException when one may run and cannot be reached
   */
  public static @Nullable ControlClient connect(Path dataDir) throws IOException {
    if (!ControlPath.fits(dataDir) || Files.notExists(ControlPath.socket(dataDir))) {
      return null;
    }
    try {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(ControlPath.socket(dataDir));
      return new ControlClient(SocketChannel.open(address));
    } catch (ConnectException e) {
      // Left over by a broker that was killed.
      return null;
    }
  }

  /**
   * Has the broker run a command, and waits for its end.
   *
   * @param progress told how far it is
   * @return what came of it
   * @throws ControlException when it could not be done
   * @throws IOException when the broker ended meanwhile
   */
  public JsonNode run(String command, ObjectNode arguments, Consumer<String> progress)
      throws ControlException, IOException {
    String request = arguments.deepCopy().put("command", command) + "\n";
    connection.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
    try (BufferedReader answers =
        new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        JsonNode answer = JSON.readTree(line);
        if (answer.has("done")) {
          return answer.get("done");
        } else if (answer.has("error")) {
          throw new ControlException(answer.get("error").asText(), null);
        }
        progress.accept(answer.path("progress").asText());
      }
    }
    throw new IOException("the broker ended before it answered");
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
