package dev.holdfast.proof.power;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.proof.Configuration;
import dev.holdfast.proof.Strace;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A run of the real broker with real clients of which every change to its files is known, with all
 * data, and everything the clients noted. Half-way the broker is killed and started again, so that
 * it holds a recovery as well.
 *
 * @param root the data directory
 * @param operations what was done to files under it, in order
 * @param wallOfNano the wall clock less {@link System#nanoTime}, in nanoseconds
 */
record Recording(
    Path root, List<FileOp.Timed> operations, List<History> histories, long wallOfNano) {
  private static final int EVENTS_PER_SECOND = 600;

  /** Runs the broker for so long, by what records into a file. */
  static Recording make(
      Path directory, Random random, long millis, Function<Path, List<String>> tracer)
      throws IOException {
    long wallOfNano = wallLessNano();
    Path data = directory.resolve("data");
    Path first = directory.resolve("first.strace");
    Path second = directory.resolve("second.strace");
    Files.createDirectories(directory);
    try (BrokerProcess broker =
            BrokerProcess.startUnder(tracer.apply(first), "recorded", data, Configuration.SMALL);
        Load load = Load.start(broker.port(), directory.resolve("clients"), random.nextLong())) {
      load.rate(EVENTS_PER_SECOND);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis / 2));
      broker.kill9();
      broker.restartUnder(tracer.apply(second));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis / 2));
      broker.kill9();
      List<History> histories = load.stop();
      List<FileOp.Timed> operations = new ArrayList<>(operations(first, data));
      operations.addAll(operations(second, data));
      return new Recording(data, operations, histories, wallOfNano);
    }
  }

  /** The start of a broker on this data, until it listens. */
  static List<FileOp.Timed> ofRecovery(Path data, Path trace) throws IOException {
    try (BrokerProcess broker =
        BrokerProcess.startUnder(
            Strace.recording(trace), "recovering", data, Configuration.SMALL)) {
      broker.kill9();
    }
    return operations(trace, data);
  }

  private static List<FileOp.Timed> operations(Path trace, Path data) throws IOException {
    Strace.awaitComplete(trace);
    List<FileOp.Timed> operations = TraceReader.read(trace, data);
    Files.delete(trace);
    return operations;
  }

  private static long wallLessNano() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
  }
}
