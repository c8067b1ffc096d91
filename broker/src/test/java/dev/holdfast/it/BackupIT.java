package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.Command;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, on a broker under load. */
class BackupIT {
  private static final String ALICE =
      "{\"clientId\":\"alice\",\"ack\":\"batch\",\"window\":100000}";

  @TempDir Path temp;

  @Test
  void aBackupUnderLoadHoldsWhatWasConfirmedBeforeItAndNothingOutOfOrder() {
    Path data = temp.resolve("data");
    Path backup = temp.resolve("backup");
    int before;
    try (BrokerProcess broker = BrokerProcess.start("backup", data);
        TcpClient alice = TcpClient.connect(broker.port(), ALICE);
        TcpClient bob = TcpClient.connect(broker.port(), "{}")) {
      alice.send("421[\"$join\",\"R\"]");
      alice.read();
      AtomicInteger confirmed = new AtomicInteger(-1);
      CompletableFuture<Void> underWay = new CompletableFuture<>();
      CompletableFuture<Void> load = underLoad(bob, confirmed, underWay);
      CompletableFuture.anyOf(underWay, load).join();
      before = confirmed.get();
      succeeds("backup", "--data-dir", data.toString(), "--to", backup.toString());
      assertThat(confirmed.get()).as("the load went on meanwhile").isGreaterThan(before);
      assertThat(load).isNotDone();
      broker.kill9();
      load.exceptionally(closed -> null).join();
    }
    assertThat(succeeds("verify", backup.toString())).contains("All is well.");
    Path restored = temp.resolve("restored");
    succeeds("restore", "--from", backup.toString(), "--data-dir", restored.toString());
    assertThat(succeeds("verify", "--json", restored.toString())).contains("\"findings\":[]");
    List<Integer> delivered = delivered(restored);
    assertThat(delivered).hasSizeGreaterThan(before);
    assertThat(delivered).isEqualTo(IntStream.range(0, delivered.size()).boxed().toList());
  }

  private static CompletableFuture<Void> underLoad(
      TcpClient bob, AtomicInteger confirmed, CompletableFuture<Void> underWay) {
    CompletableFuture<Void> emitting =
        TcpClient.onThread(
            () ->
                Stream.iterate(0, i -> i + 1)
                    .forEach(
                        i ->
                            bob.send(
                                "42" + i + "[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + "]")));
    CompletableFuture<Void> confirming =
        TcpClient.onThread(
            () -> {
              while (true) {
                String answer = bob.readAndAnswerPings();
                assertThat(answer).startsWith("43").contains("\"position\"");
                confirmed.set(Integer.parseInt(answer.substring(2, answer.indexOf('['))));
                if (confirmed.get() == 500) {
                  underWay.complete(null);
                }
              }
            });
    return CompletableFuture.allOf(emitting, confirming);
  }

  private static String succeeds(String... arguments) {
    Command.Outcome outcome = Command.run(arguments);
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private static List<Integer> delivered(Path data) {
    List<Integer> numbers = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start("restored", data);
        TcpClient alice = TcpClient.connect(broker.port(), ALICE);
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

  @Test
  void commandsThatCannotBeDoneSayWhy() {
    Path none = temp.resolve("none");
    assertRefused("holds no Holdfast store", "verify", none.toString());
    assertRefused(
        "holds no Holdfast store", "backup", "--data-dir", none.toString(), "--to", "/tmp/never");
    assertRefused(
        "is not a backup", "restore", "--from", none.toString(), "--data-dir", none.toString());
    assertThat(none).doesNotExist();
  }

  private static void assertRefused(String message, String... arguments) {
    Command.Outcome outcome = Command.run(arguments);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains(message).doesNotContain("\tat ");
  }
}
