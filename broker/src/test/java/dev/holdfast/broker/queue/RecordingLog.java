package dev.holdfast.broker.queue;

import java.util.List;

/** Tells the {@link Promises} what is appended, before it is. */
final class RecordingLog implements ShardLog {
  private final ShardLog log;
  private final Promises promises;

  RecordingLog(ShardLog log, Promises promises) {
    this.log = log;
    this.promises = promises;
  }

  @Override
  public Appended append(List<LogRecord> records) {
    promises.appending(log.end() + 1, records);
    return log.append(records);
  }

  @Override
  public long end() {
    return log.end();
  }

  @Override
  public long lowWaterMark() {
    return log.lowWaterMark();
  }
}
