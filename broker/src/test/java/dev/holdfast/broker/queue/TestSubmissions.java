package dev.holdfast.broker.queue;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a shared queue asks of the shard: where its cursor was moved to last, what was attached. */
final class TestSubmissions implements Submissions {
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
    cursor = ((LogRecord.Ack) record).upTo();
  }

  @Override
  public void attach(LogRecord.Connect connect, Attachment session) {
    attached = session;
  }

  @Override
  public void detach(ClientKey client, Attachment session, boolean forGood) {}
}
