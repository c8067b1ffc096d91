package dev.holdfast.proof.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import dev.holdfast.it.rig.Tools;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Emits;
import dev.holdfast.proof.net.Fleet;
import dev.holdfast.proof.net.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock on the broker's wall steps back and forward by up to a day while it runs, and is wrong
 * when it starts again. Debian's faketime makes the steps; time that only goes forward is not
 * touched, as on a machine whose clock is set.
 */
class ClockStepsIT {
  private static final int STEPS = Proof.times("clock", 2);
  private static final long SEED = Tally.seed();
  private static final int EMITS_BETWEEN = 50;
  private static final int DAY_SECONDS = (int) TimeUnit.DAYS.toSeconds(1);
  private static final String PUBLISHER = "{\"clientId\":\"p\",\"ack\":\"batch\"}";
  private static final String RECEIVER = "{\"clientId\":\"r\",\"ack\":\"batch\"}";
  private static final int NACK_DELAY_MS = 700;

  /** A minute to handle an event, and a dead letter after the second attempt. */
  private static final String MINUTE_TO_HANDLE =
      """
      namespaces:
        - name: /
          redelivery: {ackTimeoutMs: 60000, backoffMs: 1, maxBackoffMs: 1, maxAttempts: 2}
      """;

  private final Tally tally = Tally.of("clock step", SEED);
  private final Random random = new Random(SEED);
  private int offsetSeconds;

  /** The longest that a confirm took right after a step. */
  private long slowestMs;

  @Test
  void orderPositionsAndResendsDoNotDependOnTheTimeOfDay(@TempDir Path directory)
      throws IOException {
    Path offset = directory.resolve("clock");
    setClock(offset, 0);
    try (BrokerProcess broker = start(directory.resolve("data"), "", offset);
        Fleet fleet = new Fleet(broker.port(), "R", tally);
        Emits emits = new Emits(broker.port(), "R", "")) {
      fleet.add(1, "auto", "", random);
      fleet.add(1, "each", "", random);
      fleet.add(1, "batch", "", random);
      fleet.awaitJoined();
      for (int i = 0; i < STEPS; i++) {
        step(broker, offset, i);
        emits.emit(EMITS_BETWEEN);
      }
      broker.kill9();
      setClock(offset, offsetSeconds - random.nextInt(DAY_SECONDS));
      broker.restart();
      emits.emit(EMITS_BETWEEN);
      int events = emits.settle();
      fleet.awaitReceived(events, 60);
      tally.figure("events", events).figure("slowestConfirmMs", slowestMs).close(STEPS);
    }
  }

  /** All of that was over at once, until the clock had caught up with where it had been. */
  @Test
  void whatLastsForATimeLastsForItAfterAStepBack(@TempDir Path directory) throws IOException {
    Path offset = directory.resolve("clock");
    setClock(offset, 0);
    try (BrokerProcess broker = start(directory.resolve("data"), MINUTE_TO_HANDLE, offset);
        TcpClient receiver = TcpClient.connect(broker.port(), RECEIVER);
        TcpClient publisher = TcpClient.connect(broker.port(), PUBLISHER)) {
      setClock(offset, -(int) TimeUnit.HOURS.toSeconds(1) - random.nextInt(DAY_SECONDS));
      emit(publisher, "short-lived", ",\"ttlMs\":60000");
      assertThat(receiver.readAndAnswerPings()).startsWith("42[\"short-lived\",");
      emit(publisher, "held", "");
      assertThat(receiver.readAndAnswerPings()).startsWith("42[\"held\",");
      emit(publisher, "returned", "");
      String returned = receiver.readAndAnswerPings();
      long begun = System.nanoTime();
      receiver.send(
          "42[\"$nack\",{\"p\":\"%s\",\"delayMs\":%d}]"
              .formatted(returned.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1"), NACK_DELAY_MS));
      assertThat(receiver.readAndAnswerPings()).as("held by now").startsWith("42[\"returned\",");
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(NACK_DELAY_MS);
      // It may come early by the step, but not never.
      long inTwoSeconds = System.currentTimeMillis() + 1000L * offsetSeconds + 2_000;
      emit(publisher, "later", ",\"deliverAt\":" + inTwoSeconds);
      assertThat(receiver.readAndAnswerPings()).startsWith("42[\"later\",");
    }
  }

  private static void emit(TcpClient publisher, String name, String options) {
    publisher.send("421[\"$emit\",{\"clients\":[\"r\"]%s},\"%s\"]".formatted(options, name));
    assertThat(publisher.readAndAnswerPings()).startsWith("431[{\"position\":");
  }

  /**
   * An emit with an id is sent again after the step. Forward by more than the window an id may be
   * forgotten, so that is not asked for.
   */
  private void step(BrokerProcess broker, Path offset, int number) throws IOException {
    String id = "{\"clients\":[\"p\"],\"id\":\"step-" + number + "\"}";
    try (TcpClient publisher = TcpClient.connect(broker.port(), PUBLISHER)) {
      String first = confirmOf(publisher, id);
      boolean back = random.nextBoolean();
      setClock(offset, offsetSeconds + (back ? -1 : 1) * random.nextInt(back ? DAY_SECONDS : 500));
      long begun = System.nanoTime();
      String again = confirmOf(publisher, id);
      slowestMs = Math.max(slowestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
      if (!first.equals(again)) {
        tally.violated(
            "P5: %s, then %s after a step %s".formatted(first, again, back ? "back" : "forward"));
      }
      if (!back) {
        setClock(offset, offsetSeconds + random.nextInt(DAY_SECONDS));
      }
    }
  }

  private static String confirmOf(TcpClient publisher, String options) {
    publisher.send("421[\"$emit\"," + options + ",\"n\"]");
    String message = publisher.readAndAnswerPings();
    while (!message.startsWith("431")) {
      message = publisher.readAndAnswerPings();
    }
    return message;
  }

  private void setClock(Path offset, int seconds) throws IOException {
    offsetSeconds = seconds;
    Path next = offset.resolveSibling("next");
    Files.writeString(next, "%+d\n".formatted(seconds));
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
  }

  private static BrokerProcess start(Path data, String configuration, Path offset) {
    return BrokerProcess.start(
        "clock",
        data,
        configuration,
        Map.of(
            "LD_PRELOAD",
            Tools.faketime().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            offset.toString(),
            "FAKETIME_NO_CACHE",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            "NO_FAKE_STAT", // the jar is as old as Java's archive of its classes says
            "1"));
  }
}
