package dev.holdfast.client.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.internal.journal.Disk;
import dev.holdfast.client.internal.journal.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What crashes and disks do to the files. */
class TornOutboxTest extends OutboxFixture {
  private static final int EMITS = 6;

  /** Before each group, and at the end of what was closed, stands what is on disk. */
  private static final int MARK = 12 + 9;

  /** Where the file ended after each emit, from none to all of them. */
  private final List<Long> ends = new ArrayList<>();

  private Path file;
  private byte[] whole;

  @BeforeEach
  void fill() throws Exception {
    DiskOutbox outbox = open();
    file = files().get(0);
    ends.add(Files.size(file));
    for (int i = 1; i <= EMITS; i++) {
      append(outbox, "e" + i);
      ends.add(Files.size(file));
    }
    close();
    whole = Files.readAllBytes(file);
  }

  private void write(byte[] content, int length) throws IOException {
    Files.write(file, Arrays.copyOf(content, length));
  }

  /** Opens it and returns what it hands out. */
  private List<String> recovered() throws Exception {
    cuts.clear();
    DiskOutbox outbox = open();
    outbox.connected(0);
    List<String> all = next((int) outbox.size());
    close();
    return all;
  }

  private static List<String> first(int count) {
    List<String> emits = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      emits.add(i + ":e" + i);
    }
    return emits;
  }

  @Test
  void writeTornAtAnyByteLeavesTheEmitsBeforeIt() throws Exception {
    for (int length = 0; length <= whole.length; length++) {
      write(whole, length);
      int complete = 0;
      while (complete < EMITS && ends.get(complete + 1) <= length) {
        complete++;
      }
      assertThat(recovered()).as("cut at byte %d", length).isEqualTo(first(complete));
      long good = length < ends.get(0) ? 0 : ends.get(complete);
      good += good > 0 && length >= good + MARK ? MARK : 0;
      boolean clean = good > 0 && length == good;
      assertThat(cuts)
          .as("cut at byte %d", length)
          .isEqualTo(clean ? List.of() : List.of(good + "+" + (length - good)));
    }
  }

  @Test
  void tornWriteIsFollowedByGoodOnes() throws Exception {
    write(whole, ends.get(EMITS).intValue() - 1);
    DiskOutbox outbox = open();
    append(outbox, "again");
    outbox = open();
    outbox.connected(0);
    assertThat(next(EMITS)).endsWith("5:e5", "6:again");
  }

  /** A file system may have given the file its length before it had its content. */
  @Test
  void zerosAtTheEndAreCutOff() throws Exception {
    write(whole, whole.length + 5000);
    assertThat(recovered()).isEqualTo(first(EMITS));
    assertThat(cuts).containsExactly(whole.length + "+5000");
  }

  /** In what was not synced a page may be missing before one that came to the disk. */
  @Test
  void holeInWhatWasNotSyncedIsCutOffWithWhatFollows() throws Exception {
    try (LogFile log = LogFile.open(Disk.LOCAL, file, true, whole.length)) {
      for (int i = 1; i <= 20; i++) {
        OutboxRecord emit = new OutboxRecord.Emit(EMITS + i, parcel("x".repeat(1000)));
        log.append(OutboxRecord.encode(emit));
      }
    }
    byte[] torn = Files.readAllBytes(file);
    Arrays.fill(torn, whole.length + 100, whole.length + 100 + 4096, (byte) 0);
    write(torn, torn.length);
    assertThat(recovered()).isEqualTo(first(EMITS));
    assertThat(cuts).hasSize(1);
  }

  /** Files of the first version, whose records had no marks between them. */
  @Test
  void fileOfTheFirstFormatIsReadAndGoneOnWith() throws Exception {
    Files.delete(file);
    byte[] header = OutboxRecord.encode(new OutboxRecord.Header(1, 1, null, IDENTITY));
    LogFile.create(Disk.LOCAL, file, header).close();
    try (LogFile log = LogFile.open(Disk.LOCAL, file, false, Files.size(file))) {
      for (int i = 1; i <= EMITS; i++) {
        log.append(OutboxRecord.encode(new OutboxRecord.Emit(i, parcel("e" + i))));
      }
    }
    assertThat(recovered()).isEqualTo(first(EMITS));
    DiskOutbox outbox = open();
    append(outbox, "new");
    outbox = open();
    outbox.connected(0);
    assertThat(next(EMITS + 1)).endsWith("7:new");
  }

  @Test
  void everyFlippedBitIsReportedAndNothingBeforeItLost() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      write(flipped, flipped.length);
      if (at >= ends.get(EMITS)) { // in the last mark it looks like a torn write
        assertThat(recovered()).as("byte %d, seed %d", at, seed).isEqualTo(first(EMITS));
        assertThat(cuts).hasSize(1);
      } else {
        assertThatThrownBy(this::recovered)
            .as("byte %d, seed %d", at, seed)
            .isInstanceOf(HoldfastException.class)
            .hasMessageContaining("damaged at byte");
        assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
      }
    }
  }

  @Test
  void segmentThatIsMissingIsReported() throws Exception {
    Files.delete(file);
    options = options.withBounds(1000, 1 << 16);
    DiskOutbox outbox = open();
    for (int i = 0; i < 30; i++) {
      append(outbox, "x".repeat(1000));
    }
    close();
    Files.delete(files().get(1));
    assertThatThrownBy(this::open).hasMessageContaining("a segment is missing");
  }

  @Test
  void finishedSegmentThatIsShorterIsReported() throws Exception {
    Files.delete(file);
    options = options.withBounds(1000, 1 << 16);
    DiskOutbox outbox = open();
    for (int i = 0; i < 30; i++) {
      append(outbox, "x".repeat(1000));
    }
    close();
    Path finished = files().get(1);
    byte[] content = Files.readAllBytes(finished);
    Files.write(finished, Arrays.copyOf(content, content.length - 1));
    assertThatThrownBy(this::open).hasMessageContaining("damaged");
  }
}
