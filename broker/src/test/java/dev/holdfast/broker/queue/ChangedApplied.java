package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes what is said of the records that were applied. */
record ChangedApplied(ShardLog log, UnaryOperator<Applied> change) implements ShardLog {
  @Override
  public Appended append(List<LogRecord> records) {
    Appended appended = log.append(records);
    List<Applied> applied = new ArrayList<>(appended.applied());
    applied.replaceAll(change);
    return new Appended(appended.first(), appended.last(), applied, appended.events());
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
