package dev.holdfast.broker.queue;

import java.util.List;

/** Passes everything on; for tests that change or watch some of it. */
abstract class ForwardingLog implements ShardLog {
  final ShardLog log;

  ForwardingLog(ShardLog log) {
    this.log = log;
  }

  @Override
  public Appended append(List<LogRecord> records) {
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
