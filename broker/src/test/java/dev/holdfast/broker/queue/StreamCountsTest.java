package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamCountsTest {
  private static final int STREAMS = 3;

  private final MemoryStore store = new MemoryStore();
  private EventTable events = new EventTable(store);
  private final List<List<Long>> model = new ArrayList<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private long end;

  @Test
  void aStreamNeverUsedHoldsNothing() {
    commit(1);
    assertThat(events.pending(4711, 0)).isEqualTo(StreamCount.NONE);
    assertThat(stored(4711, 0)).isEqualTo(StreamCount.NONE);
  }

  @Test
  void whatAwaitsACursorIsCountedAcrossRowsCommitsAndRestarts() {
    for (int i = 0; i < STREAMS; i++) {
      model.add(new ArrayList<>());
    }
    for (int i = 0; i < 300; i++) {
      commit(1 + random.nextInt(6));
      if (random.nextInt(20) == 0) {
        events = new EventTable(store);
      }
    }
  }

  private void commit(int count) {
    Store.Batch batch = store.batch();
    long before = end;
    for (int i = 0; i < count; i++) {
      int stream = random.nextInt(STREAMS);
      int bytes = random.nextInt(20) == 0 ? 70_000 : random.nextInt(300);
      events.add(stream, event(++end, bytes), batch);
      if (!model.isEmpty()) {
        model.get(stream).add(end);
        assertPending(stream, random.nextLong(before + 1));
      }
    }
    events.flush(batch);
    store.commit(batch, true);
    events.committed();
    for (int stream = 0; stream < model.size(); stream++) {
      assertStored(stream, random.nextLong(end + 2));
    }
  }

  private void assertPending(int stream, long after) {
    StreamCount pending = events.pending(stream, after);
    assertThat(pending.events()).as("seed %d", seed).isEqualTo(expected(stream, after));
  }

  private void assertStored(int stream, long after) {
    StreamCount pending = stored(stream, after);
    long expected = expected(stream, after);
    assertThat(pending.events()).as("seed %d", seed).isEqualTo(expected);
    assertThat(pending.bytes() >= 4 * expected).as("seed %d", seed).isTrue();
    assertThat(pending.bytes() > 0).as("seed %d", seed).isEqualTo(expected > 0);
  }

  private long expected(int stream, long after) {
    return model.get(stream).stream().filter(offset -> offset > after).count();
  }

  private StreamCount stored(long stream, long after) {
    try (Store.Scan scan = StreamCounts.scan(store)) {
      return StreamCounts.pending(scan, stream, after);
    }
  }

  private static Event event(long offset, int bytes) {
    LogRecord.Emit emit =
        new LogRecord.Emit(
            TestLog.key("p"),
            1,
            Audience.of(TestLog.room("r")),
            EmitMarks.NONE,
            Content.of(Bytes.of(new byte[bytes])));
    return new Event(offset, emit, new long[] {0}, new long[0]);
  }
}
