package dev.holdfast.client.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.OutboxListener;
import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.internal.journal.Disk;
import dev.holdfast.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** An outbox in a directory, closed and opened again as often as a test wants. */
abstract class OutboxFixture {
  static final String IDENTITY = "client alice of namespace /";

  @TempDir Path directory;

  /** What was handed out to be sent; taken from {@link #sent}. */
  private final BlockingQueue<List<Sending>> batches = new LinkedBlockingQueue<>();

  private final Deque<Sending> batch = new ArrayDeque<>();

  Disk disk = Disk.LOCAL;
  final List<String> cuts = new ArrayList<>();
  OutboxOptions options =
      OutboxOptions.defaults()
          .withListener(
              new OutboxListener() {
                @Override
                public void onCut(Path file, long at, long bytes) {
                  cuts.add(at + "+" + bytes);
                }
              });

  private DiskOutbox open;

  DiskOutbox open() {
    close();
    batches.clear();
    batch.clear();
    open = DiskOutbox.open(disk, directory, IDENTITY, options);
    open.start(batches::add);
    return open;
  }

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  static Parcel parcel(String text) {
    return new Parcel(Bytes.utf8(text), Bytes.utf8("}"), List.of(Bytes.utf8("data of " + text)));
  }

  /** Appends an emit; returns when it is accepted. */
  static long append(DiskOutbox outbox, String text) throws Exception {
    return begin(outbox, text).get(10, TimeUnit.SECONDS);
  }

  static CompletableFuture<Long> begin(DiskOutbox outbox, String text) {
    CompletableFuture<Long> accepted = new CompletableFuture<>();
    outbox.append(
        parcel(text),
        (ordinal, failure) -> {
          if (failure == null) {
            accepted.complete(ordinal);
          } else {
            accepted.completeExceptionally(failure);
          }
        });
    return accepted;
  }

  /** The next that was handed out; null when there is none within this time. */
  Sending sent(long timeoutMs) throws InterruptedException {
    if (batch.isEmpty()) {
      List<Sending> next = batches.poll(timeoutMs, TimeUnit.MILLISECONDS);
      batch.addAll(next == null ? List.of() : next);
    }
    return batch.poll();
  }

  /** Holds back what is new. */
  static void hold(DiskOutbox outbox) throws Exception {
    CompletableFuture<Boolean> held = new CompletableFuture<>();
    outbox.hold(() -> held.complete(true));
    held.get(10, TimeUnit.SECONDS);
  }

  /** The next that was handed out, as its number and its text. */
  String next() throws InterruptedException {
    Sending next = sent(10_000);
    assertThat(next).as("something to be sent").isNotNull();
    assertThat(next.parcel()).isEqualTo(parcel(next.parcel().head().toUtf8()));
    return next.seq() + ":" + next.parcel().head();
  }

  List<String> next(int count) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  /** The segments, the oldest first. */
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".outbox")).sorted().toList();
    }
  }
}
