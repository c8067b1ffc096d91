package dev.holdfast.client.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.internal.journal.FailedSyncException;
import dev.holdfast.client.internal.journal.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A disk that has no room for a while refuses emits; all else waits, and nothing is over. */
class FullDiskTest extends OutboxFixture {
  private final FaultyDisk faulty = new FaultyDisk();

  FullDiskTest() {
    disk = faulty;
  }

  @Test
  void refusedEmitIsNotKeptAndTheNextOneIs() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(0);
    append(outbox, "a");
    assertThat(next()).isEqualTo("1:a");
    faulty.setFull(true);
    assertFull(begin(outbox, "b"));
    faulty.setFull(false);
    append(outbox, "c");
    assertThat(next()).isEqualTo("2:c");
    assertThat(outbox.size()).isEqualTo(2);
  }

  @Test
  void answersThatCannotBeNotedAreNotedLater() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(0);
    append(outbox, "a");
    next();
    faulty.setFull(true);
    outbox.done(1);
    assertFull(begin(outbox, "b"));
    faulty.setFull(false);
    append(outbox, "c");
    assertThat(next()).isEqualTo("2:c");
    outbox = open();
    assertThat(outbox.size()).isEqualTo(1);
    outbox.connected(2);
    assertThat(next()).isEqualTo("2:c");
  }

  @Test
  void numbersThatCannotBeWrittenAreWrittenWhenThereIsRoom() throws Exception {
    DiskOutbox outbox = open();
    append(outbox, "a");
    faulty.setFull(true);
    outbox.connected(41);
    outbox.connected(42);
    assertFull(begin(outbox, "b"));
    assertThat(sent(0)).as("no number is on disk").isNull();
    faulty.setFull(false);
    assertThat(next()).as("without anybody's doing").isEqualTo("43:a");
    append(outbox, "c");
    assertThat(next()).isEqualTo("44:c");
  }

  @Test
  void whatWasRefusedForNowComesAgainWhenThereIsRoom() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(0);
    append(outbox, "a");
    next();
    hold(outbox);
    faulty.setFull(true);
    outbox.renumber(new TreeMap<>(Map.of(1L, parcel("a"))));
    assertFull(begin(outbox, "b"));
    assertThat(sent(0)).isNull();
    faulty.setFull(false);
    assertThat(next()).isEqualTo("2:a");
  }

  @Test
  void segmentThatCannotBeBegunIsBegunLater() throws Exception {
    options = options.withBounds(1000, 1 << 16);
    DiskOutbox outbox = open();
    outbox.connected(0);
    String large = "x".repeat(7500);
    append(outbox, large);
    Path blocking = directory.resolve(Segment.name(3));
    Files.createDirectory(blocking); // in the way of the next one
    append(outbox, large);
    append(outbox, "y");
    close();
    Files.delete(blocking);
    assertThat(files())
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .containsExactly(Segment.name(1), Segment.name(2), Segment.name(4));
    outbox = open();
    append(outbox, "z");
    outbox.connected(3);
    assertThat(next(4)).last().isEqualTo("4:z");
  }

  @Test
  void tasksOfAGroupAreCarriedOutThoughOneOfThemFails() throws Exception {
    DiskOutbox outbox = open();
    faulty.holdSyncs();
    CompletableFuture<Long> first = begin(outbox, "first");
    faulty.awaitHeld(); // what comes now is one group
    outbox.append(
        parcel("broken"),
        (ordinal, failure) -> {
          throw new IllegalStateException("who waits for it fails");
        });
    List<CompletableFuture<Long>> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(begin(outbox, "e" + i));
    }
    CompletableFuture<Boolean> after = new CompletableFuture<>();
    outbox.afterAppends(() -> after.complete(true));
    faulty.release();
    first.get(10, TimeUnit.SECONDS);
    for (CompletableFuture<Long> other : others) {
      other.get(10, TimeUnit.SECONDS);
    }
    after.get(10, TimeUnit.SECONDS);
    append(outbox, "last");
  }

  @Test
  void failedSyncEndsItAndEveryoneIsTold() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(0);
    append(outbox, "a");
    assertThat(next()).isEqualTo("1:a");
    faulty.failSyncs();
    CompletableFuture<Long> second = begin(outbox, "b");
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(FailedSyncException.class);
    CompletableFuture<Boolean> after = new CompletableFuture<>();
    outbox.afterAppends(() -> after.complete(true));
    after.get(10, TimeUnit.SECONDS);
    CompletableFuture<Long> third = begin(outbox, "c");
    assertThatThrownBy(() -> third.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(FailedSyncException.class);
    assertThat(sent(0)).isNull();
  }

  private static void assertFull(CompletableFuture<Long> emit) {
    assertThatThrownBy(() -> emit.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no space left");
  }
}
