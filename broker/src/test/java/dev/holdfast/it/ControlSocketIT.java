package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The control socket of a broker that has run out of file descriptors. */
@Timeout(120)
class ControlSocketIT {
  private static final String FAILED = "commands cannot be taken";

  @Test
  void aCommandThatCannotBeTakenIsLoggedOnceAndTakenWhenItCan(@TempDir Path data) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start("no-files", data)) {
      assertThat(answer(data)).contains("\"error\"");
      CompletableFuture<String> waiting = commandWithoutAFile(broker, data);
      broker.limitFiles(10_000);
      assertThat(waiting.get(60, TimeUnit.SECONDS)).contains("\"error\"");
      broker.terminate();
      assertThat(broker.log().split(FAILED, -1)).as("it says so once").hasSize(2);
    }
  }

  /**
   * Sends commands until the broker cannot take one, and returns that. It may take some: the number
   * of the next one's file was taken when the broker began to wait for it, and what it closes
   * leaves a number.
   */
  private static CompletableFuture<String> commandWithoutAFile(BrokerProcess broker, Path data)
      throws IOException {
    CompletableFuture<String> command;
    do {
      broker.limitFiles(broker.openFiles());
      command = CompletableFuture.supplyAsync(() -> answer(data));
      while (!command.isDone() && !broker.hasLogged(FAILED)) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    } while (!broker.hasLogged(FAILED));
    return command;
  }

  /** What a command that there is not is answered with. */
  private static String answer(Path data) {
    byte[] request = "{\"command\":\"nothing\"}\n".getBytes(StandardCharsets.UTF_8);
    try (SocketChannel connection =
            SocketChannel.open(UnixDomainSocketAddress.of(data.resolve("control")));
        BufferedReader lines =
            new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
      connection.write(ByteBuffer.wrap(request));
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
