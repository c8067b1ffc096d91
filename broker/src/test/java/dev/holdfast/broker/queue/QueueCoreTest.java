package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueCoreTest {
  private static final QueueCore.Settings SETTINGS =
      new QueueCore.Settings(
          new ShardWriter.Settings(1_000_000, 100_000),
          new QueueReader.Limits(10, 10_000, 10),
          10_000,
          TestLog.DEDUP,
          1,
          TestLog.RECOVERY,
          Policies.NONE,
          () -> 1,
          1_000);

  /** The session that asked would have waited for its page for ever, and nobody known of it. */
  @Test
  void anErrorWhileAPageIsReadIsAFailureOfTheCore() throws Exception {
    Error broken = new StackOverflowError("planted");
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    QueueCore core =
        new QueueCore(
            new UnreadableEvents(new MemoryStore(), broken),
            SETTINGS,
            List.of(Runnable::run),
            failure::complete);
    try {
      Lane lane = core.lanes().get(0);
      PageRequest request = new PageRequest("a", List.of(), 0, 1, 10, 10_000);
      lane.pages().read(request, lane, page -> {});
      assertThat(failure.get(10, TimeUnit.SECONDS)).isSameAs(broken);
    } finally {
      core.close();
    }
  }

  private static final class UnreadableEvents extends ForwardingStore {
    private final Error broken;

    UnreadableEvents(Store store, Error broken) {
      super(store);
      this.broken = broken;
    }

    @Override
    public Scan scan(Table table, byte[] lower, byte[] upper) {
      if (table == Table.EVENTS) {
        throw broken;
      }
      return super.scan(table, lower, upper);
    }
  }
}
