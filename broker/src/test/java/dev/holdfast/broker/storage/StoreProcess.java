package dev.holdfast.broker.storage;

import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A store in a process of its own, which can be killed or starved of disk. It prints {@code open},
 * or {@code refused: <message>}; then, a line at a time, what it does.
 */
final class StoreProcess implements AutoCloseable {
  /** Opens the store, then waits for the end of its input. */
  static final String HOLD = "hold";

  /** Commits the numbers from 0 on, synced, and prints each when it is committed. */
  static final String COMMIT = "commit";

  /**
   * Stores and reads {@code holdfast.memory.rows} rows, and prints its resident memory four times.
   */
  static final String GROW = "grow";

  /**
   * Commits until a compaction has failed, which no commit would tell, and prints what is known.
   */
  static final String COMPACT = "compact";

  /**
   * Commits number 0 to {@link Table#EVENTS} alone, and number 1, which is to fail, to two tables;
   * then waits for the end of its input.
   */
  static final String FAIL = "fail";

  /** More than one block of the log, so that a kill can tear it. */
  private static final int VALUE_BYTES = 100_000;

  private final Process process;
  private final BufferedReader output;

  private StoreProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static StoreProcess start(String mode, Path dataDir, String... jvmOptions) throws IOException {
    return new StoreProcess(run(java(mode, dataDir, List.of(jvmOptions))));
  }

  /** A process under a tracer. */
  static StoreProcess startUnder(List<String> tracer, String mode, Path dataDir)
      throws IOException {
    List<String> command = new ArrayList<>(tracer);
    // The class data that the tracer's environment names is a broker's.
    command.addAll(java(mode, dataDir, List.of("-Xshare:off")));
    return new StoreProcess(run(command));
  }

  /**
   * A process none of whose files can grow over the limit: a write then fails as on a full disk.
   */
  static StoreProcess startWithFileLimit(
      String mode, Path dataDir, long kibibytes, String... jvmOptions) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "ulimit -f " + kibibytes + " && exec \"$@\"", "bash"));
    command.addAll(java(mode, dataDir, List.of(jvmOptions)));
    return new StoreProcess(run(command));
  }

  private static List<String> java(String mode, Path dataDir, List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(StoreProcess.class.getName(), mode, dataDir.toString()));
    return command;
  }

  private static Process run(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The next line it prints, or null when it has ended. */
  String line() throws IOException {
    return output.readLine();
  }

  long pid() {
    return process.pid();
  }

  /** As {@code kill -9} does, and waits until it is gone; what it had printed can still be read. */
  void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }

  /** The key of a number in {@link Table#EVENTS}. */
  static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  /** What stands under the key of a number: noise, which is as long in the log. */
  static byte[] value(int number) {
    byte[] value = new byte[VALUE_BYTES];
    new Random(number).nextBytes(value);
    return value;
  }

  /** Runs in the process itself. */
  public static void main(String[] args) throws IOException {
    StorageSettings settings =
        new StorageSettings(Integer.getInteger("holdfast.memory.budget", 256 << 20));
    try (RocksStore store = RocksStore.open(Path.of(args[1]), settings, () -> 1)) {
      print("open");
      if (args[0].equals(COMMIT)) {
        commitUntilFailure(store);
      } else if (args[0].equals(COMPACT)) {
        compactUntilFailure(store);
      } else if (args[0].equals(FAIL)) {
        commitOneThatFails(store);
      } else if (args[0].equals(GROW)) {
        grow(store, Integer.getInteger("holdfast.memory.rows"));
      }
      while (System.in.read() >= 0) {
        // the parent ends this process by closing its input
      }
    } catch (StoreOpenException e) {
      print("refused: " + e.getMessage());
    }
  }

  private static void commitUntilFailure(Store store) {
    for (int number = 0; ; number++) {
      try {
        commit(store, number);
        print(Integer.toString(number));
      } catch (Store.StoreException e) {
        print("failed: " + e.getMessage());
        break;
      }
    }
    try {
      commit(store, Integer.MAX_VALUE);
      print("committed after a failure");
    } catch (Store.StoreException e) {
      print("again: " + e.getMessage());
    }
  }

  private static void commitOneThatFails(Store store) {
    Store.Batch alone = store.batch();
    alone.put(Table.EVENTS, key(0), value(0));
    store.commit(alone, true);
    print("0");
    try {
      commit(store, 1);
      print("1");
    } catch (Store.StoreException e) {
      print("failed: " + e.getMessage());
    }
  }

  private static void compactUntilFailure(RocksStore store) {
    store.whenFailed(failure -> print("told: " + failure.getMessage()));
    try {
      for (int i = 0; i < 1_000; i++) {
        if (i < 40) {
          // Out of order, or there would be nothing to merge.
          commit(store, i * 17 % 40);
        }
        store.checkBackground();
        LockSupport.parkNanos(20_000_000);
      }
      print("no compaction has failed");
    } catch (Store.StoreException e) {
      print("failed: " + e.getMessage());
    }
  }

  private static void grow(Store store, int rows) throws IOException {
    Random random = new Random(1);
    byte[] noise = new byte[8_192];
    for (int row = 0; row < rows; row++) {
      random.nextBytes(noise);
      Store.Batch batch = store.batch();
      batch.put(Table.EVENTS, key(row), noise);
      batch.put(Table.CLIENTS, key(row), key(row));
      store.commit(batch, false);
      store.get(Table.EVENTS, key(random.nextInt(row + 1)));
      store.get(Table.CLIENTS, key(random.nextInt(row + 1)));
      if ((row + 1) % (rows / 4) == 0) {
        print(Long.toString(residentBytes()));
      }
    }
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("/proc/self/status says nothing of VmRSS");
  }

  private static void commit(Store store, int number) {
    Store.Batch batch = store.batch();
    batch.put(Table.EVENTS, key(number), value(number));
    batch.put(Table.META, new byte[] {0}, key(number));
    store.commit(batch, true);
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
