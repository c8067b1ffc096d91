package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.EndedSession;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Namespaces;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What is put into the log when it is opened: the queues of the back-ends that the configuration
 * names, and for each session that a crash ended, that it is gone. So a back-end that was told of a
 * session is also told of its end.
 */
public final class Farewells implements Function<List<EndedSession>, List<LogRecord>> {
  private final Namespaces namespaces;
  private final LongSupplier clock;

  /** For these namespaces; the clock counts milliseconds since 1970. */
  public Farewells(Namespaces namespaces, LongSupplier clock) {
    this.namespaces = namespaces;
    this.clock = clock;
  }

  @Override
  public List<LogRecord> apply(List<EndedSession> left) {
    List<LogRecord> records = new ArrayList<>();
    namespaces.backends().forEach(backend -> records.add(new LogRecord.Declare(backend)));
    for (EndedSession session : left) {
      NamespaceRules rules = namespaces.of(session.client().namespace());
      if (rules != null && concerns(rules.backends(), session)) {
        // A back-end may have been added to the configuration since.
        records.addAll(SessionEvents.declared(session.client().namespace(), rules.backends()));
        records.add(
            new SessionEvents(session.client(), session.sid(), rules.backends())
                .disconnected(clock.getAsLong(), EndReason.SERVER_SHUTTING_DOWN, List.of()));
      }
    }
    return records;
  }

  private static boolean concerns(Backends backends, EndedSession session) {
    return !backends.isEmpty() && !backends.contains(session.client().clientId());
  }
}
