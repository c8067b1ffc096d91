package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import dev.holdfast.it.rig.TcpClient;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full under load: the broker stops, and what it confirmed is there (P1). */
class FullDiskIT {
  private static final int EMITS = 2000;
  private static final int EVENT_BYTES = 10_000;
  private static final long ROOM_BYTES = 5_000_000;
  private static final String ALICE = "{\"clientId\":\"alice\",\"ack\":\"batch\",\"window\":2000}";

  @Test
  void everyConfirmedEventIsDeliveredOnceThereIsRoomAgain(@TempDir Path data) {
    try (BrokerProcess broker = BrokerProcess.start("full-disk", data);
        ClientHost host = Language.JAVA.host("bystander")) {
      StockClient bystander = host.connect("bystander", ClientOptions.to(broker.url()));
      bystander.log().awaitConnects(1);
      try (TcpClient alice = TcpClient.connect(broker.port(), ALICE)) {
        alice.send("421[\"$join\",\"R\"]");
        alice.read();
      }
      broker.limitFileSize(ROOM_BYTES);
      List<Integer> confirmed = emitUntilClosed(broker);

      assertThat(broker.awaitExit()).isEqualTo(3);
      assertThat(broker.log())
          .contains("the store failed: the broker takes no more events until it is restarted. The")
          .contains("could not be written")
          .contains("stopped");
      assertThat(confirmed).hasSizeBetween(10, EMITS - 1);

      broker.restart();
      assertThat(delivered(broker)).startsWith(confirmed.toArray(Integer[]::new));
      bystander.log().awaitConnects(2);
    }
  }

  /** The numbers of the confirmed events; the connection was closed without a Socket.IO word. */
  private static List<Integer> emitUntilClosed(BrokerProcess broker) {
    Random random = new Random(1);
    List<Integer> confirmed = new ArrayList<>();
    try (TcpClient publisher = TcpClient.connect(broker.port(), "{}")) {
      CompletableFuture<Void> sent =
          publisher.sendAll(
              IntStream.range(0, EMITS)
                  .mapToObj(
                      i ->
                          "42%d[\"$emit\",{\"rooms\":[\"R\"]},\"n\",%d,\"%s\"]"
                              .formatted(i, i, padding(random))));
      while (confirmed.size() < EMITS) {
        String answer = publisher.read();
        assertThat(answer).startsWith("43").contains("\"position\"");
        confirmed.add(Integer.valueOf(answer.substring(2, answer.indexOf('['))));
      }
      sent.join();
    } catch (UncheckedIOException closed) {
      assertThat(closed.getCause()).isNotInstanceOf(SocketTimeoutException.class);
    }
    return confirmed;
  }

  /** Text that does not compress, or the disk would not be full. */
  private static String padding(Random random) {
    byte[] bytes = new byte[EVENT_BYTES * 3 / 4];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static List<Integer> delivered(BrokerProcess broker) {
    List<Integer> numbers = new ArrayList<>();
    try (TcpClient alice = TcpClient.connect(broker.port(), ALICE);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      bob.send("421[\"$emit\",{\"rooms\":[\"R\"]},\"last\",-1]");
      String message = alice.readAndAnswerPings();
      while (!message.startsWith("42[\"last\"")) {
        numbers.add(Integer.valueOf(message.split(",", 3)[1]));
        message = alice.readAndAnswerPings();
      }
    }
    return numbers;
  }
}
