package dev.holdfast.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.ControlCommand;
import dev.holdfast.broker.admin.ControlException;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Fate;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Position;
import dev.holdfast.broker.queue.Traces;
import dev.holdfast.broker.session.Holders;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code trace}: where one event went and what became of it for each client.
 *
 * <pre>
 *   {"event":position or id, "publisher":…, "client":…, "namespace":…, "limit":…}
 * </pre>
 *
 * All but the first may be missing. Run by the thread of the control socket.
 */
final class TraceControl implements ControlCommand {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final Traces traces;
  private final Lineage lineage;
  private final Holders holders;
  private final LongSupplier clock;

  /**
   * Over a store and its sessions.
   *
   * @param clock milliseconds since 1970
   */
  TraceControl(Traces traces, Lineage lineage, Holders holders, LongSupplier clock) {
    this.traces = traces;
    this.lineage = lineage;
    this.holders = holders;
    this.clock = clock;
  }

  @Override
  public ObjectNode run(ObjectNode arguments, Consumer<String> progress)
      throws ControlException, InterruptedException {
    String namespace = arguments.path("namespace").asText("/");
    String event = arguments.path("event").asText();
    if (event.isEmpty()) {
      throw new ControlException(
          "trace needs the position or the id of an event, as 'event'", null);
    }
    long offset = offset(event, client(namespace, arguments, "publisher"), progress);
    ClientKey only = client(namespace, arguments, "client");
    int limit = Math.min(MAX_LIMIT, Math.max(0, arguments.path("limit").asInt(DEFAULT_LIMIT)));
    Traces.Found found = traces.find(offset, progress);
    if (found == null) {
      return gone(offset);
    }
    TraceReport report = new TraceReport(found, lineage, limit);
    FateCollector fates = new FateCollector(report, holders, offset);
    if (found.where() == Traces.Where.SCHEDULED) {
      // It is for those who are its members when its time comes.
      return report.toJson();
    } else if (only == null) {
      traces.fates(found, clock.getAsLong(), fates, progress);
    } else {
      fates.accept(known(found, only));
    }
    fates.flush();
    return report.toJson();
  }

  private Fate known(Traces.Found found, ClientKey client) throws ControlException {
    Fate fate = traces.fate(found, client, clock.getAsLong());
    if (fate == null) {
      throw new ControlException("client '%s' is not known".formatted(client.clientId()), null);
    }
    return fate;
  }

  private static @Nullable ClientKey client(String namespace, ObjectNode arguments, String key) {
    String name = arguments.path(key).asText();
    return name.isEmpty() ? null : new ClientKey(namespace, name);
  }

  /** What looks like a position of this store is one; anything else is an id. */
  private long offset(String event, @Nullable ClientKey publisher, Consumer<String> progress)
      throws ControlException, InterruptedException {
    Long offset = offset(event);
    if (offset == null) {
      offset = offsetOfId(event, publisher, progress);
    }
    if (offset > traces.end()) {
      throw new ControlException(
          "nothing stands at %s yet: the last position is %s"
              .formatted(event, lineage.position(traces.end())),
          null);
    }
    return offset;
  }

  private @Nullable Long offset(String event) {
    try {
      Lineage.Meaning meaning = lineage.meaning(Position.parse(event));
      return meaning.known() == Lineage.Known.HERE ? meaning.offset() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private long offsetOfId(String id, @Nullable ClientKey publisher, Consumer<String> progress)
      throws ControlException, InterruptedException {
    List<Long> offsets = traces.ofId(id, publisher, progress);
    if (offsets.isEmpty()) {
      throw new ControlException(
          "'%s' is no position of this broker, and no id that it knows: ids are known for one to two"
                  .formatted(id)
              + " times queue.eventIdWindowMs",
          null);
    }
    if (offsets.size() > 1) {
      throw new ControlException(
          "%d publishers have emitted an event '%s': name the publisher, or one of the positions %s"
              .formatted(
                  offsets.size(),
                  id,
                  String.join(", ", offsets.stream().limit(10).map(lineage::position).toList())),
          null);
    }
    return offsets.get(0);
  }

  private ObjectNode gone(long offset) {
    ObjectNode json = TraceReport.object();
    json.put("position", lineage.position(offset)).put("where", "gone");
    json.put(
        "message",
        "no event is stored there: all it was for have acknowledged it, or it has expired, or it was"
            + " volatile, or this is the position of something else than an event. An event for"
            + " later enters its queues at another position");
    json.putArray("clients");
    return json;
  }
}
