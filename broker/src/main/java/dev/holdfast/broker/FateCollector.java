package dev.holdfast.broker;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Fate;
import dev.holdfast.broker.session.Holders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the sessions of those for whom an event waits whether they were sent it, some hundred
 * clients at a time: so it holds no more than those. Used by one thread.
 */
final class FateCollector implements Consumer<Fate> {
  private static final Logger LOG = LoggerFactory.getLogger(FateCollector.class);
  private static final int AT_ONCE = 500;

  /** Lanes answer at once, or the broker is about to stop. */
  private static final long PATIENCE_SECONDS = 10;

  private final TraceReport report;
  private final Holders holders;
  private final long offset;
  private final List<Fate> waiting = new ArrayList<>();

  FateCollector(TraceReport report, Holders holders, long offset) {
    this.report = report;
    this.holders = holders;
    this.offset = offset;
  }

  @Override
  public void accept(Fate fate) {
    if (fate.state() != Fate.State.WAITING) {
      report.add(fate, null);
      return;
    }
    waiting.add(fate);
    if (waiting.size() == AT_ONCE) {
      flush();
    }
  }

  /** Has those looked at that are left. */
  void flush() {
    Map<ClientKey, String> held = held();
    waiting.forEach(fate -> report.add(fate, held.get(fate.client())));
    waiting.clear();
  }

  private Map<ClientKey, String> held() {
    List<ClientKey> clients = waiting.stream().map(Fate::client).toList();
    try {
      return holders.of(offset, clients).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("sessions did not say what they hold", e);
      return Map.of();
    } catch (InterruptedException e) {
      // Whoever reads the store notices.
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }
}
