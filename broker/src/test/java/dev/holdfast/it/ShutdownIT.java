package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM under load: in time, in order, and with nothing lost. */
class ShutdownIT {
  private static final int SIGTERM = 143;
  private static final Duration LIMIT = Duration.ofSeconds(13);
  private static final String ALICE =
      "{\"clientId\":\"alice\",\"ack\":\"batch\",\"window\":100000}";

  private static final String RESTART = "42[\"$restart\",";

  private BrokerProcess broker;

  @BeforeEach
  void start(@TempDir Path data) {
    broker = BrokerProcess.start("shutdown", data);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private long terminatedAfterMs() {
    long begun = System.nanoTime();
    broker.beginTerminating();
    assertThat(broker.beginTerminating().awaitExit()).isEqualTo(SIGTERM);
    assertThat(broker.log()).contains("stopping: no new connections").contains("stopped");
    assertThat(broker.log()).doesNotContain("ERROR").doesNotContain("Exception");
    return (System.nanoTime() - begun) / 1_000_000;
  }

  @Test
  void whatWasConfirmedIsDeliveredAndWhatWasReceiptedIsNot() {
    List<Integer> confirmed = Collections.synchronizedList(new ArrayList<>());
    int receipted = -1;
    int acknowledged = -1;
    try (TcpClient alice = TcpClient.connect(broker.port(), ALICE);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      alice.send("421[\"$join\",\"R\"]");
      alice.read();
      CompletableFuture<Void> publishing = TcpClient.onThread(() -> emit(bob));
      CompletableFuture<Void> confirming = TcpClient.onThread(() -> readConfirms(bob, confirmed));
      CompletableFuture<Void> ended = null;
      try {
        while (true) {
          String message = alice.readAndAnswerPings();
          if (message.startsWith("43")) {
            receipted = Integer.parseInt(message.substring(2, message.indexOf('[')));
            if (receipted > 500 && ended == null) {
              ended =
                  TcpClient.onThread(
                      () -> assertThat(terminatedAfterMs()).isLessThan(LIMIT.toMillis()));
            }
          } else if (!message.startsWith(RESTART) && number(message) % 100 == 99) {
            String position = message.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
            acknowledged = number(message);
            alice.send("42" + acknowledged + "[\"$ack\",{\"upTo\":\"" + position + "\"}]");
          }
        }
      } catch (UncheckedIOException closed) {
        assertThat(ended).isNotNull();
        ended.join();
      }
      publishing.exceptionally(closed -> null).join();
      confirming.exceptionally(closed -> null).join();
    }
    broker.restart();
    List<Integer> again = delivered();
    int first = again.isEmpty() ? acknowledged + 1 : again.get(0);
    assertThat(first).isBetween(receipted + 1, acknowledged + 1);
    int end = first + again.size();
    assertThat(again).isEqualTo(IntStream.range(first, end).boxed().toList());
    assertThat(confirmed).isNotEmpty().allMatch(number -> number < end);
  }

  @Test
  void clientThatDoesNotReadDoesNotHoldItUp() {
    try (TcpClient stalled = TcpClient.connect(broker.port(), ALICE);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      stalled.send("421[\"$join\",\"R\"]");
      stalled.read();
      String event = "421[\"$emit\",{\"rooms\":[\"R\"]},\"n\",\"" + "x".repeat(100_000) + "\"]";
      for (int i = 0; i < 300; i++) {
        bob.send(event);
        bob.read();
      }
      assertThat(terminatedAfterMs()).isLessThan(LIMIT.toMillis());
    }
  }

  private static void emit(TcpClient bob) {
    AtomicInteger next = new AtomicInteger();
    Stream.generate(next::getAndIncrement)
        .forEach(i -> bob.send("42" + i + "[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]"));
  }

  private static void readConfirms(TcpClient bob, List<Integer> confirmed) {
    while (true) {
      String answer = bob.readAndAnswerPings();
      assertThat(answer).startsWith("43").contains("\"position\"");
      confirmed.add(Integer.valueOf(answer.substring(2, answer.indexOf('['))));
    }
  }

  private List<Integer> delivered() {
    List<Integer> numbers = new ArrayList<>();
    try (TcpClient alice = TcpClient.connect(broker.port(), ALICE);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      bob.send("421[\"$emit\",{\"rooms\":[\"R\"]},\"last\",-1]");
      String message = alice.readAndAnswerPings();
      while (!message.startsWith("42[\"last\"")) {
        numbers.add(number(message));
        message = alice.readAndAnswerPings();
      }
    }
    return numbers;
  }

  private static int number(String message) {
    return Integer.parseInt(message.split(",", 3)[1]);
  }
}
