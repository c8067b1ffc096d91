package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueReaderTest {
  private static final ClientKey ALICE = new ClientKey("/", "alice");
  private static final StreamName ROOM = StreamName.room("/", "room");
  private static final long STREAM = 7;

  private final Lane lane = new Lane(0, Runnable::run, (request, lane, onPage) -> {}, 0, 1 << 20);
  private final Recipient recipient = new Recipient();
  private final QueueReader reader = reader();

  @Test
  void readerThatIsCaughtUpMissesNothingWhileItsSinkIsNotReady() {
    reader.pump();

    recipient.ready = false;
    commitEventAt(1);
    assertThat(reader.handedOver()).isZero();
    commitEventAt(2);
    commitEventAt(3);
    recipient.ready = true;
    reader.pump();

    assertThat(recipient.delivered).containsExactly(1L, 2L, 3L);
    assertThat(reader.handedOver()).isEqualTo(3);
  }

  private QueueReader reader() {
    Membership membership = new Membership(STREAM, ROOM, 0, Membership.OPEN);
    ClientSnapshot client =
        new ClientSnapshot(ALICE, true, false, 0, Set.of(), List.of(membership), -1);
    return new QueueReader(lane, client, recipient, new QueueReader.Limits(10, 1 << 20, 10), 10);
  }

  private void commitEventAt(long offset) {
    LogRecord.Emit emit =
        new LogRecord.Emit(
            ALICE,
            LogRecord.Emit.NO_SEQ,
            0,
            List.of(ROOM),
            List.of(),
            null,
            Bytes.utf8("\"event\""),
            List.of());
    Event event = new Event(offset, emit, new long[] {STREAM});
    lane.post(new Commit(offset, offset, List.of(event)), List.of(), false);
  }

  private static final class Recipient implements QueueReader.Sink {
    private final List<Long> delivered = new ArrayList<>();
    private boolean ready = true;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void deliver(Event event, boolean again) {
      delivered.add(event.offset());
    }
  }
}
