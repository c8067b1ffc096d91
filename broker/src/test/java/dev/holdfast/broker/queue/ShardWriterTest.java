package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.storage.RocksStore;
import dev.holdfast.broker.storage.StorageSettings;
import dev.holdfast.protocol.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterTest {
  private static final int EVENT_BYTES = 10_000;
  private static final int MAX_QUEUED_BYTES = 200_000;
  private static final int MAX_COMMIT_BYTES = 100_000;
  private static final ClientKey PUBLISHER = new ClientKey("/", "publisher");

  @TempDir Path dataDir;

  /** What the lane has still to run; the test is its thread. */
  private final LinkedBlockingQueue<Runnable> lane = new LinkedBlockingQueue<>();

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private RocksStore store;
  private QueueCore core;

  @BeforeEach
  void open() throws Exception {
    store = RocksStore.open(dataDir, new StorageSettings(16 << 20), () -> 1);
    QueueCore.Settings settings =
        new QueueCore.Settings(
            new ShardWriter.Settings(MAX_QUEUED_BYTES, MAX_COMMIT_BYTES),
            new QueueReader.Limits(100, 1 << 20, 100),
            1 << 20,
            TestLog.DEDUP,
            1,
            TestLog.RECOVERY,
            Policies.NONE,
            () -> 1,
            1_000);
    core = new QueueCore(store, settings, List.of(lane::add), failure::set);
  }

  @AfterEach
  void close() throws Exception {
    core.close();
    store.close();
    assertThat(failure).hasNullValue();
  }

  @Test
  void writerThatIsFasterThanALaneWaitsForItAndPausesTheSenders() throws Exception {
    AtomicInteger confirmed = new AtomicInteger();
    int submitted = 0;
    while (!core.writer().congested()) {
      submit(confirmed);
      submitted++;
      assertThat(submitted).as("events taken while the lane does nothing").isLessThan(1000);
    }
    while (confirmed.get() < submitted) {
      Runnable task = lane.poll(10, TimeUnit.SECONDS);
      assertThat(task).as("a commit, with %s of %s confirmed", confirmed, submitted).isNotNull();
      task.run();
    }
    assertThat(core.writer().congested()).isFalse();
  }

  private void submit(AtomicInteger confirmed) {
    LogRecord.Emit emit =
        new LogRecord.Emit(
            PUBLISHER,
            0,
            Audience.of(StreamName.room("/", "room")),
            EmitMarks.NONE,
            Content.of(Bytes.of(new byte[EVENT_BYTES])));
    core.writer().append(emit, core.lanes().get(0), applied -> confirmed.incrementAndGet());
    awaitTaken();
  }

  /** Gives the writer the time to take the event, unless it waits for the lane. */
  private void awaitTaken() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    int before = lane.size();
    while (lane.size() == before && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }
}
