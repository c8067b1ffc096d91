package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes events into their streams, within the limits of the queues they are emitted to. Used for
 * one emit after the other: {@link #target} for each client it is for whose queue has limits, then
 * {@link #refusal}, then {@link #admit}, then {@link #store}. Owned by the shard writer.
 */
final class Intake {
  private final EventTable events;
  private final InboxLimits limits;
  private final TimeToLive timeToLive;

  /** The clients with limits that the emit under way is for: hardly ever any. */
  private final List<ClientState> limited = new ArrayList<>(1);

  /** What was dropped for the emit under way. */
  private List<Applied.Dropped> dropped = List.of();

  Intake(EventTable events, InboxLimits limits, TimeToLive timeToLive) {
    this.events = events;
    this.limits = limits;
    this.timeToLive = timeToLive;
  }

  /** The next emit comes. */
  void begin() {
    limited.clear();
    dropped = List.of();
  }

  /** The emit with the time to live that holds for it. */
  LogRecord.Emit timed(LogRecord.Emit emit, List<StreamName> targets) {
    return timeToLive.limit(emit, targets);
  }

  /** The emit is for this client's inbox. */
  void target(ClientState client) {
    boolean isLimited = client.limits.maxEvents() > 0 || client.limits.maxBytes() > 0;
    if (isLimited && !limited.contains(client)) {
      limited.add(client);
    }
  }

  /**
   * Why the emit is refused; null when it is not. What the broker itself says is not refused: there
   * is nobody to try again.
   */
  Applied.@Nullable Refused refusal(LogRecord.Emit emit) {
    if (limited.isEmpty() || emit.marks().isVolatile() || emit.isBrokersOwn()) {
      return null;
    }
    for (ClientState client : limited) {
      if (client.limits.overflow() == QueueLimits.Overflow.REJECT) {
        GapReason limit = limits.reached(client);
        if (limit != null) {
          return Applied.Refused.full(client, limit);
        }
      }
    }
    return null;
  }

  /** The streams that the event enters, of those it is for. */
  long[] admit(long offset, LogRecord.Emit emit, long[] streams) {
    if (limited.isEmpty() || emit.marks().isVolatile()) {
      return streams;
    }
    long[] admitted = streams;
    for (ClientState client : limited) {
      if (client.limits.overflow() == QueueLimits.Overflow.DROP_NEWEST) {
        GapReason limit = limits.reached(client);
        if (limit != null) {
          admitted = without(admitted, client.number);
          if (!client.reads(admitted)) { // Else it gets the event all the same.
            note(client, limits.notTaken(client, offset, limit, emit.timeMs()));
          }
        }
      }
    }
    return admitted;
  }

  private static long[] without(long[] streams, long stream) {
    return Arrays.stream(streams).filter(each -> each != stream).toArray();
  }

  /** Stores the event in its streams; returns what full queues have lost by this emit. */
  List<Applied.Dropped> store(Event event, Store.Batch batch) {
    limited.forEach(limits::count);
    for (long stream : event.streams()) {
      long bytes = events.add(stream, event, batch);
      for (ClientState client : limited) {
        if (client.number == stream) {
          limits.stored(client, event.offset(), bytes);
          makeRoom(client, event.timeMs());
        }
      }
    }
    return dropped;
  }

  private void makeRoom(ClientState client, long timeMs) {
    if (client.limits.overflow() == QueueLimits.Overflow.DROP_OLDEST) {
      QueueGap gap = limits.makeRoom(client, timeMs);
      if (gap != null) {
        note(client, gap);
      }
    }
  }

  private void note(ClientState client, QueueGap gap) {
    if (dropped.isEmpty()) {
      dropped = new ArrayList<>(1);
    }
    dropped.add(new Applied.Dropped(client.key, gap));
  }

  /** Writes the rows of the commit under way. */
  void flush(Store.Batch batch) {
    events.flush(batch);
  }

  /** The commit stands. */
  void committed() {
    events.committed();
    limits.committed();
    timeToLive.committed();
  }
}
