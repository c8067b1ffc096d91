package dev.holdfast.client.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.internal.journal.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandledFilterTest {
  private static final String IDENTITY = "client alice of namespace /";
  private static final int EVENTS = 6;

  @TempDir Path directory;
  private HandledFilter open;

  private HandledFilter open() {
    close();
    open = HandledFilter.onDisk(directory, IDENTITY, 1000);
    return open;
  }

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private Path file() {
    return directory.resolve("handled");
  }

  @Test
  void whatWasHandledIsKnownAfterARestart() {
    HandledFilter filter = open();
    filter.addUpTo("e-0-5");
    filter.add("e-0-8");
    filter = open();
    assertThat(filter.contains("e-0-4")).isTrue();
    assertThat(filter.contains("e-0-8")).isTrue();
    assertThat(filter.contains("e-0-7")).isFalse();
  }

  /** An interrupted thread that writes has its file closed. */
  @Test
  void handlerThatLeavesItsThreadInterruptedDoesNoHarm() {
    HandledFilter filter = open();
    Thread.currentThread().interrupt();
    filter.add("e-0-8");
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    filter.add("e-0-9");
    filter = open();
    assertThat(filter.contains("e-0-8")).isTrue();
    assertThat(filter.contains("e-0-9")).isTrue();
  }

  @Test
  void fileIsWrittenAnewWithoutWhatIsNeedless() throws Exception {
    HandledFilter filter = open();
    for (int i = 1; i <= 20_000; i++) {
      filter.add("e-0-" + i);
      if (i % 10 == 0) {
        filter.addUpTo("e-0-" + i);
      }
    }
    assertThat(Files.size(file())).isLessThan(2 * HandledFile.MIN_COMPACTED_BYTES);
    filter = open();
    assertThat(filter.contains("e-0-20000")).isTrue();
    assertThat(filter.contains("e-0-20001")).isFalse();
  }

  @Test
  void whatTheBrokerWillNotDeliverAgainIsForgotten() {
    HandledFilter filter = HandledFilter.inMemory(10);
    filter.add("e-0-1");
    filter.add("e-0-2");
    filter.forget(List.of("e-0-1", "other"));
    assertThat(filter.contains("e-0-1")).isFalse();
    assertThat(filter.contains("e-0-2")).isTrue();
  }

  /** Fills the file; returns where it ended before each of the events and after the last. */
  private List<Long> fill() throws IOException {
    HandledFilter filter = open();
    List<Long> ends = new ArrayList<>();
    for (int i = 1; i <= EVENTS; i++) {
      ends.add(Files.size(file()));
      filter.add("e-0-" + i);
    }
    ends.add(Files.size(file()));
    close();
    return ends;
  }

  private void assertKnown(int events, String when) {
    HandledFilter filter = open();
    for (int i = 1; i <= EVENTS; i++) {
      assertThat(filter.contains("e-0-" + i)).as("%d %s", i, when).isEqualTo(i <= events);
    }
    close();
  }

  @Test
  void writeTornAtAnyByteLeavesWhatWasHandledBefore() throws Exception {
    List<Long> ends = fill();
    byte[] whole = Files.readAllBytes(file());
    for (int length = ends.get(0).intValue(); length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      int complete = 0;
      while (complete < EVENTS && ends.get(complete + 1) <= length) {
        complete++;
      }
      assertKnown(complete, "cut at byte " + length);
    }
  }

  @Test
  void everyFlippedBitIsReported() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> ends = fill();
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), flipped);
      if (at >= ends.get(EVENTS)) { // in what says that all before is on disk
        assertKnown(EVENTS, "flipped byte " + at + ", seed " + seed);
      } else {
        assertThatThrownBy(this::open)
            .as("byte %d, seed %d", at, seed)
            .isInstanceOf(HoldfastException.class)
            .hasMessageContaining("damaged");
        assertThat(Files.readAllBytes(file())).isEqualTo(flipped);
      }
    }
  }

  /** The file is not synced for each event: after a loss of power a page of it may be missing. */
  @Test
  void holeInWhatWasNotSyncedIsNoDamage() throws Exception {
    HandledFilter filter = open();
    filter.add("e-0-1");
    filter = open(); // which writes all of it anew
    int synced = (int) Files.size(file());
    for (int i = 2; i <= 600; i++) {
      filter.add("e-0-" + i);
    }
    byte[] torn = Files.readAllBytes(file());
    close();
    Arrays.fill(torn, synced + 100, synced + 100 + 4096, (byte) 0);
    Files.write(file(), torn);
    filter = open();
    assertThat(filter.contains("e-0-1")).isTrue();
    assertThat(filter.contains("e-0-2")).isTrue();
    assertThat(filter.contains("e-0-300")).isFalse();
    Arrays.fill(torn, synced - 40, synced - 30, (byte) 0);
    close();
    Files.write(file(), torn);
    assertThatThrownBy(this::open).hasMessageContaining("damaged");
  }

  /** A handler may end after its client, and another one may have the directory by then. */
  @Test
  void nothingIsWrittenAfterTheClose() {
    HandledFilter closed = open();
    closed.close();
    HandledFilter next = HandledFilter.onDisk(directory, IDENTITY, 1000);
    closed.add("e-0-1"); // whose write finds the file closed
    closed.add("e-0-2"); // which would write a file of its own
    next.add("e-0-3");
    next.close();
    HandledFilter filter = open();
    assertThat(filter.contains("e-0-2")).isFalse();
    assertThat(filter.contains("e-0-3")).isTrue();
  }

  /** The event loop asks for each delivery. */
  @Test
  void whoAsksDoesNotWaitForTheDisk() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    HandledFilter filter = HandledFilter.onDisk(disk, directory, IDENTITY, 10_000);
    disk.holdSyncs();
    Thread writing =
        new Thread(
            () -> {
              for (int i = 1; i <= 5000; i++) {
                filter.add("e-0-" + i);
              }
            });
    writing.start();
    disk.awaitHeld(); // while the file is written anew
    CompletableFuture<Boolean> asked =
        CompletableFuture.supplyAsync(() -> filter.contains("e-0-1"));
    assertThat(asked.get(10, TimeUnit.SECONDS)).isTrue();
    disk.release();
    writing.join();
    filter.close();
    assertThat(open().contains("e-0-5000")).isTrue();
  }

  @Test
  void halfWrittenNewFileIsOfNoImportance() throws Exception {
    fill();
    Files.write(directory.resolve("handled.new"), new byte[] {1, 2, 3});
    assertKnown(EVENTS, "with a half-written file beside");
  }

  @Test
  void directoryBelongsToOneClientAndOneUserAtATime() {
    open();
    assertThatThrownBy(() -> HandledFilter.onDisk(directory, IDENTITY, 10))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("in use");
    close();
    assertThatThrownBy(() -> HandledFilter.onDisk(directory, "client bob of namespace /", 10))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("not of client bob");
    open();
  }
}
