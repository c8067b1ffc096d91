package dev.holdfast.broker.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a shared queue asks of the shard: where its cursor was moved to last, what was attached, and
 * what else it wants appended.
 */
final class TestSubmissions implements Submissions {
  /** Records besides acknowledgements, which wait for the test. */
  final Deque<Command.Append> asked = new ArrayDeque<>();

  private @Nullable Attachment attached;
  private long cursor;

  /** The queue that was attached last. */
  Attachment attached() {
    return Objects.requireNonNull(attached);
  }

  long cursor() {
    return cursor;
  }

  @Override
  public void append(LogRecord record, Lane lane, Consumer<Applied> done) {
    if (record instanceof LogRecord.Ack ack) {
      cursor = ack.upTo();
    } else {
      asked.add(new Command.Append(record, lane, done));
    }
  }

  @Override
  public void attach(LogRecord.Connect connect, Attachment session) {
    attached = session;
  }

  @Override
  public void detach(ClientKey client, Attachment session, boolean forGood) {}

  @Override
  public void whenProcessed(Lane lane, Runnable done) {
    lane.execute(done);
  }
}
