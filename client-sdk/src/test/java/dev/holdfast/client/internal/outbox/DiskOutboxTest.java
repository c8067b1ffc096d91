package dev.holdfast.client.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.OutboxFullException;
import dev.holdfast.client.internal.journal.Disk;
import dev.holdfast.client.internal.journal.LogFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiskOutboxTest extends OutboxFixture {
  @Test
  void acceptedIsHandedOutInOrderOnceThereIsAConnection() throws Exception {
    DiskOutbox outbox = open();
    append(outbox, "a");
    append(outbox, "b");
    assertThat(sent(0)).isNull();
    outbox.connected(-1);
    assertThat(next(2)).containsExactly("1:a", "2:b");
    append(outbox, "c");
    assertThat(next()).isEqualTo("3:c");
  }

  @Test
  void numbersGoOnFromWhatTheBrokerHas() throws Exception {
    DiskOutbox outbox = open();
    append(outbox, "a");
    outbox.connected(17);
    assertThat(next()).isEqualTo("18:a");
  }

  @Test
  void unansweredIsHandedOutAgainUnderItsNumberAfterARestart() throws Exception {
    DiskOutbox outbox = open();
    append(outbox, "a");
    append(outbox, "b");
    append(outbox, "c");
    outbox.connected(7);
    assertThat(next(3)).containsExactly("8:a", "9:b", "10:c");
    outbox.done(2);

    outbox = open();
    assertThat(outbox.size()).isEqualTo(2);
    outbox.connected(9);
    assertThat(next(2)).containsExactly("8:a", "10:c");
    append(outbox, "d");
    assertThat(next()).isEqualTo("11:d");
  }

  @Test
  void numbersAreNotUsedAgainWhenAllIsDone() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(-1);
    append(outbox, "a");
    assertThat(next()).isEqualTo("1:a");
    outbox.done(1);
    outbox = open();
    append(outbox, "b");
    outbox.connected(-1);
    assertThat(next()).as("though the broker was restored from before a").isEqualTo("2:b");
  }

  @Test
  void brokerWithLaterNumbersThanWereGivenHereGetsHigherOnes() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(-1);
    append(outbox, "a");
    assertThat(next()).isEqualTo("1:a");
    outbox.connected(100);
    append(outbox, "b");
    assertThat(next()).isEqualTo("101:b");
  }

  @Test
  void onlySoManyAreHandedOutAheadOfTheAnswers() throws Exception {
    DiskOutbox outbox = open();
    int many = 3 * Desk.MAX_AHEAD;
    List<CompletableFuture<Long>> accepted = new ArrayList<>();
    for (int i = 1; i <= many; i++) {
      accepted.add(begin(outbox, "e" + i));
    }
    for (CompletableFuture<Long> one : accepted) {
      one.get(10, TimeUnit.SECONDS);
    }
    outbox.connected(0);
    assertThat(next(Desk.MAX_AHEAD)).endsWith(Desk.MAX_AHEAD + ":e" + Desk.MAX_AHEAD);
    append(outbox, "last");
    assertThat(sent(0)).isNull();
    for (int i = 1; i <= Desk.MAX_AHEAD; i++) {
      outbox.done(i);
    }
    for (int i = Desk.MAX_AHEAD + 1; i <= many; i++) {
      assertThat(next()).isEqualTo(i + ":e" + i);
      outbox.done(i);
    }
  }

  @Test
  void fullItRefusesUntilSomeAreDone() throws Exception {
    options = options.withBounds(2, 1 << 20);
    DiskOutbox outbox = open();
    outbox.connected(0);
    append(outbox, "a");
    append(outbox, "b");
    assertThatThrownBy(() -> append(outbox, "c"))
        .isInstanceOf(OutboxFullException.class)
        .hasMessageContaining("2 emits");
    outbox.done(1);
    append(outbox, "c");
  }

  @Test
  void bytesAreBoundedAndComeBackInSegments() throws Exception {
    options = options.withBounds(100_000, 1 << 16);
    DiskOutbox outbox = open();
    outbox.connected(0);
    String large = "x".repeat(1000);
    long last = 0;
    for (boolean full = false; !full; ) {
      try {
        last = append(outbox, large);
      } catch (OutboxFullException expected) {
        full = true;
      }
    }
    assertThat(last).isBetween(25L, 60L);
    assertThat(files()).hasSizeGreaterThan(4);
    for (long ordinal = 1; ordinal <= last; ordinal++) {
      outbox.done(ordinal);
    }
    append(outbox, "small: its group deletes the segments");
    append(outbox, "small: comes when they are deleted");
    assertThat(append(outbox, large)).isEqualTo(last + 3);
    assertThat(files()).hasSizeLessThan(3);
  }

  @Test
  void segmentsThatWereDeletedAreNotMissed() throws Exception {
    options = options.withBounds(100_000, 1 << 16);
    DiskOutbox outbox = open();
    outbox.connected(0);
    String large = "x".repeat(1000);
    for (int i = 1; i <= 30; i++) {
      append(outbox, large);
      next();
      if (i != 29) {
        outbox.done(i);
      }
    }
    outbox = open();
    outbox.connected(30);
    assertThat(next()).startsWith("29:xxx");
    append(outbox, "after");
    assertThat(next()).isEqualTo("31:after");
  }

  @Test
  void whatWasRefusedForNowComesAgainUnderNewNumbers() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(0);
    for (String text : List.of("a", "b", "c", "d")) {
      append(outbox, text);
    }
    next(4);
    hold(outbox);
    append(outbox, "e");
    outbox.done(1);
    outbox.done(3); // stored, so that b and d can only come after it
    assertThat(sent(0)).isNull();
    outbox.renumber(new TreeMap<>(Map.of(2L, parcel("b"), 4L, parcel("d"))));
    assertThat(next(3)).containsExactly("6:b", "8:d", "9:e");

    outbox = open();
    outbox.connected(6);
    assertThat(next(3)).containsExactly("6:b", "8:d", "9:e");
  }

  @Test
  void whatAnEarlierProcessMayHaveSentIsSentThoughNewThingsAreHeldBack() throws Exception {
    DiskOutbox outbox = open();
    outbox.connected(0);
    append(outbox, "a");
    outbox = open();
    hold(outbox);
    outbox.connected(0);
    append(outbox, "b");
    assertThat(next()).isEqualTo("1:a");
    assertThat(sent(0)).isNull();
    outbox.done(1);
    outbox.renumber(new TreeMap<>(Map.of(2L, parcel("b"))));
    assertThat(next()).isEqualTo("3:b");
  }

  @Test
  void directoryHasOneUserAtATime() {
    open();
    assertThatThrownBy(() -> DiskOutbox.open(directory, IDENTITY, options))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failure -> assertThat(failure.code()).isEqualTo(HoldfastException.IN_USE));
  }

  @Test
  void directoryBelongsToItsClient() {
    open();
    close();
    assertThatThrownBy(() -> DiskOutbox.open(directory, "client bob of namespace /", options))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("that of client alice of namespace /, not of client bob");
    open();
  }

  @Test
  void laterFormatIsRefusedAndLeftAsItIs() throws Exception {
    open();
    close();
    byte[] later =
        OutboxRecord.encode(new OutboxRecord.Header(OutboxRecord.VERSION + 1, 1, null, IDENTITY));
    Files.delete(files().get(0));
    LogFile.create(Disk.LOCAL, directory.resolve(Segment.name(1)), later).close();
    byte[] before = Files.readAllBytes(files().get(0));
    assertThatThrownBy(this::open)
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("format 3")
        .hasMessageContaining("nothing was changed");
    assertThat(Files.readAllBytes(files().get(0))).isEqualTo(before);
  }

  @Test
  void tasksRunWhenTheEmitsBeforeThemAreOnDisk() throws Exception {
    DiskOutbox outbox = open();
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Long> accepted = begin(outbox, "e" + i);
      CompletableFuture<Boolean> after = new CompletableFuture<>();
      outbox.afterAppends(() -> after.complete(accepted.isDone()));
      assertThat(after.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
