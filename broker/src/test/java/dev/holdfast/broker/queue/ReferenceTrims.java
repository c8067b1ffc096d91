package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is stored no more, as far as that is to be seen. */
final class ReferenceTrims {
  /** Whose inbox was trimmed, when it was one. */
  private final IdentityHashMap<LogRecord, String> inboxes = new IdentityHashMap<>();

  /** What is for everyone is gone up to here. */
  private long everyoneUpTo;

  /** The last client whose queue began before the record that created it: that record's offset. */
  private long lastBackDated;

  /** Up to where shared streams are stored no more; under null the farthest of all inboxes. */
  private final Map<@Nullable StreamName, Long> streams = new HashMap<>();

  /** Room in an inbox is there once the group that made it is committed. */
  private final List<Runnable> committing = new ArrayList<>();

  void clear() {
    committing.clear();
    streams.clear();
    everyoneUpTo = 0;
    lastBackDated = 0;
  }

  void committed() {
    committing.forEach(Runnable::run);
    committing.clear();
  }

  void isInboxOf(LogRecord.Trim trim, @Nullable String client) {
    if (client != null) {
      inboxes.put(trim, client);
    }
  }

  /** A client was created by the record at an offset. */
  void created(LogRecord.Connect connect, long offset) {
    lastBackDated = connect.from() < offset ? offset : lastBackDated;
  }

  /** Who begins in the past finds what is left. */
  long everyoneUpTo() {
    return everyoneUpTo;
  }

  /** True when a stream may have been given up that the event at an offset stood in. */
  boolean mayHave(LogRecord.Emit event, long offset) {
    return event.audience().targets().stream()
        .map(target -> target.kind() == StreamName.Kind.INBOX ? null : target)
        .anyMatch(stream -> streams.getOrDefault(stream, 0L) >= offset);
  }

  /** What is left of an inbox fills it. */
  void apply(LogRecord.Trim trim, Map<String, ReferenceClient> clients) {
    streams.merge(trim.range().name(), trim.range().upTo(), Math::max);
    ReferenceClient owner = clients.get(inboxes.get(trim));
    if (owner != null) {
      committing.add(() -> owner.inbox.trimmedUpTo(trim.range().upTo()));
    }
    StreamName name = trim.range().name();
    boolean everyone = name != null && name.kind() == StreamName.Kind.EVERYONE;
    if (everyone && lastBackDated <= trim.sweptAt()) {
      everyoneUpTo = Math.max(everyoneUpTo, trim.range().upTo());
    }
  }
}
