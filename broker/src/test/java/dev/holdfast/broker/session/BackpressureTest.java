package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that does not read what the broker sends is neither sent nor asked more than fits into
 * its bounds, and misses nothing when it reads on.
 */
class BackpressureTest {
  /** Far more than the sockets between broker and client hold. */
  private static final int FLOOD_BYTES = 32 << 20;

  private static final int NAME_BYTES = 250;
  private static final int ROOMS = 64;

  @TempDir Path dataDir;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static String room(int number) {
    return "%0250d".formatted(number);
  }

  @Test
  void clientThatDoesNotReadItsAnswersMissesNoEvent() {
    int questions = FLOOD_BYTES / (ROOMS * NAME_BYTES);
    String question = "421[\"$rooms\"" + " ".repeat(ROOMS * NAME_BYTES) + "]";
    try (TcpClient alice =
            TcpClient.connect(broker.port(), "{\"clientId\":\"alice\",\"ack\":\"batch\"}");
        RawClient bob = RawClient.connect(broker.port(), "{}")) {
      for (int i = 0; i < ROOMS; i++) {
        alice.send("421[\"$join\",\"" + room(i) + "\"]");
        alice.read();
      }
      CompletableFuture<Void> asked =
          alice.sendAll(Collections.nCopies(questions, question).stream());
      alice.awaitStall();
      assertThat(asked).isNotDone();

      List<String> events = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        bob.ask("421[\"$emit\",{\"rooms\":[\"" + room(7) + "\"]},\"n\"," + i + "]");
        events.add("42[\"n\"," + i);
      }
      List<String> received = new ArrayList<>();
      for (int answers = 0; answers < questions || received.size() < events.size(); ) {
        String message = alice.readAndAnswerPings();
        if (message.startsWith("43")) {
          answers++;
        } else {
          received.add(message.substring(0, message.lastIndexOf(",{")));
        }
      }
      assertThat(received).isEqualTo(events);
    }
  }

  @Test
  void clientThatDoesNotReadItsRefusalsIsNotReadFrom() {
    String refused = "40/" + "n".repeat(500) + ",{\"pad\":\"" + "x".repeat(500) + "\"}";
    int attempts = FLOOD_BYTES / 500;
    try (TcpClient client = TcpClient.connect(broker.port(), "{}")) {
      CompletableFuture<Void> asked =
          client.sendAll(Collections.nCopies(attempts, refused).stream());
      client.awaitStall();
      assertThat(asked).isNotDone();
      for (int i = 0; i < attempts; i++) {
        assertThat(client.readAndAnswerPings()).startsWith("44/nnn");
      }
      asked.join();
    }
  }

  @Test
  void eventIsDeliveredAgainOnceHoweverOftenThatIsAskedFor() {
    try (RawClient alice =
        RawClient.connect(broker.port(), "{\"clientId\":\"alice\",\"ack\":\"batch\"}")) {
      alice.ask("420[\"$join\",\"R\"]");
      alice.send("42[\"$emit\",{\"rooms\":[\"R\"]},\"n\"]");
      String event = alice.next();
      String position = event.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
      for (int i = 0; i < 200; i++) {
        alice.send("42[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":86400000}]");
      }
      alice.send("42[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":50}]");
      assertThat(alice.next()).isEqualTo(event.replace("}]", ",\"attempt\":202}]"));
      alice.send("42[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":1}]");
      assertThat(alice.next()).isEqualTo(event.replace("}]", ",\"attempt\":203}]"));
      assertThat(alice.untilNow()).isEmpty();
    }
  }
}
