package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which publishers are to be told of which events, and when at the earliest. */
final class ReferenceReceipts {
  private final Map<Long, Awaited> awaited = new HashMap<>();

  /**
   * An event whose publisher waits for its receipt.
   *
   * @param confirmed where it was told that it stands
   * @param recipients everybody it was for
   * @param inboxesOnly true when it was for clients by name
   */
  record Awaited(String publisher, long confirmed, Set<String> recipients, boolean inboxesOnly) {}

  void clear() {
    awaited.clear();
  }

  void await(long offset, LogRecord.Emit emit, long confirmed, Set<String> recipients) {
    boolean inboxesOnly =
        emit.audience().targets().stream()
            .allMatch(target -> target.kind() == StreamName.Kind.INBOX);
    awaited.put(offset, new Awaited(emit.client().clientId(), confirmed, recipients, inboxesOnly));
  }

  void forgotten(String publisher) {
    awaited.values().removeIf(event -> event.publisher().equals(publisher));
  }

  /**
   * The receipt that the publisher is told, once and not before everybody is done with the event;
   * null when it was told before.
   *
   * @param isDone true when a client is done with the event at an offset
   */
  LogRecord.@Nullable Emit tell(LogRecord.Told told, BiPredicate<String, Long> isDone) {
    Awaited event = awaited.remove(told.event());
    if (event == null) {
      return null;
    }
    Violation.unless(
        isOver(told.event(), event, isDone),
        "RECEIPT",
        "%s is told that %d was acknowledged, too early",
        event.publisher(),
        told.event());
    String position =
        Position.prefix(new MemoryStore().epoch(), QueueCore.SHARD) + event.confirmed();
    return new LogRecord.Emit(
        told.client(),
        told.timeMs(),
        Audience.of(StreamName.inbox("/", event.publisher())),
        EmitMarks.NONE,
        Content.of(Bytes.utf8("\"$receipt\",{\"p\":\"" + position + "\",")));
  }

  private static boolean isOver(long offset, Awaited event, BiPredicate<String, Long> isDone) {
    return event.recipients().stream().allMatch(name -> isDone.test(name, offset));
  }

  /**
   * Events for inboxes that all recipients are done with, while nobody was told.
   *
   * @param isKnown true when the broker must know what this client is done with
   */
  List<Long> untold(BiPredicate<String, Long> isDone, Predicate<String> isKnown) {
    return awaited.entrySet().stream()
        .filter(event -> event.getValue().inboxesOnly())
        .filter(event -> event.getValue().recipients().stream().allMatch(isKnown))
        .filter(event -> isOver(event.getKey(), event.getValue(), isDone))
        .map(Map.Entry::getKey)
        .toList();
  }
}
