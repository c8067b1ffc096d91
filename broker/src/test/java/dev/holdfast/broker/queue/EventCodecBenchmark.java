package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Packing the events of one stream and commit into a row, and taking them out; time per event. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventCodecBenchmark {
  private static final int EVENTS = 100;
  private static final long FIRST = 1_000_000;
  private static final StreamName ROOM = StreamName.room("/", "room");

  private final List<Event> events = new ArrayList<>();
  private byte[] row = {};

  /** One publisher's events of 256 bytes. */
  @Setup
  public void prepare() {
    for (int i = 0; i < EVENTS; i++) {
      LogRecord.Emit emit =
          new LogRecord.Emit(
              new ClientKey("/", "publisher"),
              1_700_000_000_000L + i / 10,
              Audience.of(ROOM),
              EmitMarks.NONE,
              Content.of(Bytes.utf8("\"event\",\"" + "x".repeat(256) + "\"")));
      events.add(new Event(FIRST + i, emit, new long[] {5}, new long[0]));
    }
    row = write();
  }

  /** All into one row. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public byte[] write() {
    RowWriter out = new RowWriter(FIRST, StreamCount.NONE, 320);
    events.forEach(out::add);
    return out.value();
  }

  /** All out of one row. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void read(Blackhole hole) {
    RowReader in = new RowReader(5, ROOM, FIRST + EVENTS - 1, row);
    for (Event event = in.next(0); event != null; event = in.next(0)) {
      hole.consume(event);
    }
  }
}
