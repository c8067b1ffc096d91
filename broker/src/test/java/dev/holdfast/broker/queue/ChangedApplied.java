package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes what is said of the records that were applied. */
final class ChangedApplied extends ForwardingLog {
  private final UnaryOperator<Applied> change;

  ChangedApplied(ShardLog log, UnaryOperator<Applied> change) {
    super(log);
    this.change = change;
  }

  @Override
  public Appended append(List<LogRecord> records) {
    Appended appended = log.append(records);
    List<Applied> applied = new ArrayList<>(appended.applied());
    applied.replaceAll(change);
    return new Appended(appended.first(), appended.last(), applied, appended.events());
  }
}
