package dev.holdfast.broker.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the {@link Promises} what is appended, before it is. */
final class RecordingLog extends ForwardingLog {
  private final Promises promises;
  private final Store store;

  RecordingLog(ShardLog log, Promises promises, Store store) {
    super(log);
    this.promises = promises;
    this.store = store;
  }

  @Override
  public Appended append(List<LogRecord> records) {
    for (LogRecord record : records) {
      if (record instanceof LogRecord.Trim trim && trim.range().name() == null) {
        promises.isInboxOf(trim, ownerOf(trim.range().stream()));
      }
    }
    promises.appending(log.end() + 1, records);
    Appended appended = log.append(records);
    appended.applied().forEach(promises.rooms()::applied);
    return appended;
  }

  /** The client of this number; null when it is gone since. */
  private @Nullable String ownerOf(long number) {
    try (Store.Scan clients = store.scan(Table.CLIENTS, new byte[0], new byte[] {-1})) {
      for (clients.seek(new byte[0]); clients.valid(); clients.next()) {
        ClientRow row = ClientRow.decode(clients.value());
        if (row.number() == number && row.lifetime() != Lifetime.EXPIRED) {
          return Keys.clientOf(clients.key()).clientId();
        }
      }
    }
    return null;
  }
}
