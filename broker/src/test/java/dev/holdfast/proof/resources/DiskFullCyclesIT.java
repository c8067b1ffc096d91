package dev.holdfast.proof.resources;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.TcpClient;
import dev.holdfast.proof.Proof;
import dev.holdfast.proof.net.Tally;
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

/**
 * The disk gets full under load, the broker stops, the operator makes room, the broker starts
 * again: over and over on the same data, each time with nothing lost that was confirmed.
 */
class DiskFullCyclesIT {
  private static final int CYCLES = Proof.times("diskFull", 2);
  private static final long SEED = Tally.seed();
  private static final int MOST_EMITS = 2000;
  private static final int EVENT_BYTES = 10_000;
  private static final int SMALLEST_FILE_BYTES = 500_000;
  private static final int FILE_SPREAD_BYTES = 4_000_000;
  private static final int STORE_FAILED = 3;
  private static final String READER =
      "{\"clientId\":\"reader\",\"ack\":\"batch\",\"window\":3000}";

  private final Tally tally = Tally.of("disk full", SEED);
  private final Random random = new Random(SEED);

  /** The number of the next event. */
  private int next;

  @Test
  void whatWasConfirmedIsThereEachTimeThereIsRoomAgain(@TempDir Path data) {
    int confirmedInAll = 0;
    try (BrokerProcess broker = BrokerProcess.start("disk-full", data)) {
      try (TcpClient reader = TcpClient.connect(broker.port(), READER)) {
        reader.send("421[\"$join\",\"R\"]");
        reader.read();
      }
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        broker.limitFileSize(SMALLEST_FILE_BYTES + random.nextInt(FILE_SPREAD_BYTES));
        int first = next;
        List<Integer> confirmed = emitUntilClosed(broker.port());
        confirmedInAll += confirmed.size();
        if (broker.awaitExit() != STORE_FAILED) {
          tally.violated("cycle " + cycle + ": the broker did not say that it failed");
        }
        broker.restart();
        check(first, confirmed, takeAll(broker.port()));
      }
    }
    tally.figure("confirmed", confirmedInAll).close(CYCLES);
  }

  /**
   * P1, P4 and P7: what came is a run of the events emitted, from the first one on, and holds all
   * that were confirmed. P3: nothing of the cycles before comes again.
   */
  private void check(int first, List<Integer> confirmed, List<Integer> delivered) {
    List<Integer> run = IntStream.range(first, first + delivered.size()).boxed().toList();
    if (!delivered.equals(run)) {
      tally.violated("P3, P4, P7: " + delivered + " is no run from " + first);
    }
    if (!delivered.containsAll(confirmed)) {
      tally.violated("P1: of " + confirmed + " only " + delivered + " came");
    }
  }

  /** The numbers of the confirmed events. The connection is closed without a Socket.IO word. */
  private List<Integer> emitUntilClosed(int port) {
    List<Integer> confirmed = new ArrayList<>();
    int first = next;
    next += MOST_EMITS;
    try (TcpClient publisher = TcpClient.connect(port, "{}")) {
      CompletableFuture<Void> sent =
          publisher.sendAll(IntStream.range(first, next).mapToObj(this::emit));
      while (confirmed.size() < MOST_EMITS) {
        String answer = publisher.read();
        if (!answer.contains("\"position\"")) {
          tally.violated("no confirm: " + answer);
        }
        confirmed.add(Integer.valueOf(answer.substring(2, answer.indexOf('['))));
      }
      sent.join();
      tally.violated("the disk did not get full");
    } catch (UncheckedIOException closed) {
      if (closed.getCause() instanceof SocketTimeoutException) {
        tally.violated("the connection was not closed");
      }
    }
    return confirmed;
  }

  /** Text that does not compress, or the disk would not get full. */
  private String emit(int number) {
    byte[] bytes = new byte[EVENT_BYTES * 3 / 4];
    random.nextBytes(bytes);
    String padding = Base64.getEncoder().encodeToString(bytes);
    return "42%d[\"$emit\",{\"rooms\":[\"R\"]},\"n\",%d,\"%s\"]".formatted(number, number, padding);
  }

  /** Takes and acknowledges what waits for the reader. */
  private static List<Integer> takeAll(int port) {
    List<Integer> numbers = new ArrayList<>();
    try (TcpClient reader = TcpClient.connect(port, READER);
        TcpClient publisher = TcpClient.connect(port, "{}")) {
      publisher.send("421[\"$emit\",{\"rooms\":[\"R\"]},\"last\"]");
      String message = reader.readAndAnswerPings();
      while (!message.startsWith("42[\"last\"")) {
        numbers.add(Integer.valueOf(message.split(",", 3)[1]));
        message = reader.readAndAnswerPings();
      }
      String position = message.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
      reader.send("421[\"$ack\",{\"upTo\":\"" + position + "\"}]");
      reader.readAndAnswerPings();
    }
    return numbers;
  }
}
