package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Which publishers are to be told of which events, and when at the earliest. */
final class ReferenceReceipts {
  private static final String ACKNOWLEDGED = "\"outcome\":\"acknowledged\"";

  private final Map<Long, Awaited> awaited = new HashMap<>();

  /** Where receipts stand of events that not everybody has acknowledged. */
  private final Set<Long> incomplete = new HashSet<>();

  private final ReferenceLog log;
  private final BiPredicate<Recipient, Long> acknowledged;

  /**
   * None yet.
   *
   * @param acknowledged true when a client is done with the event at an offset
   */
  ReferenceReceipts(ReferenceLog log, BiPredicate<Recipient, Long> acknowledged) {
    this.log = log;
    this.acknowledged = acknowledged;
  }

  /**
   * An event whose publisher waits for its receipt.
   *
   * @param confirmed where it was told that it stands
   * @param recipients everybody it was for
   * @param inboxesOnly true when it was for clients by name, and left out no rooms
   */
  record Awaited(
      String publisher, long confirmed, Set<Recipient> recipients, boolean inboxesOnly) {}

  /**
   * A client that an event was for.
   *
   * @param since the offset of the record that created it: one of this name that comes later is
   *     another
   * @param counts false for one in a room whose acknowledgements do not outlast its session
   */
  record Recipient(String name, long since, boolean counts) {
    static Recipient of(String name, ReferenceClient client, LogRecord.Emit emit) {
      boolean named = emit.audience().targets().contains(StreamName.inbox("/", name));
      return new Recipient(name, client.since, named || client.lifetime != Lifetime.SESSION);
    }
  }

  void clear() {
    awaited.clear();
    incomplete.clear();
  }

  void await(long offset, LogRecord.Emit emit, long confirmed, Set<Recipient> recipients) {
    boolean inboxesOnly =
        emit.audience().exceptRooms().isEmpty()
            && emit.audience().targets().stream()
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
   * @param at where it stands
   */
  LogRecord.@Nullable Emit tell(LogRecord.Told told, long at) {
    Awaited event = awaited.remove(told.event());
    if (event == null) {
      return null;
    }
    Violation.unless(
        isOver(told.event(), event, told.timeMs()),
        "RECEIPT",
        "%s is told that %d was acknowledged, too early",
        event.publisher(),
        told.event());
    boolean complete =
        event.recipients().stream()
            .filter(Recipient::counts)
            .allMatch(each -> acknowledged.test(each, told.event()));
    if (!complete) {
      incomplete.add(at);
    }
    String position =
        Position.prefix(new MemoryStore().epoch(), QueueCore.SHARD) + event.confirmed();
    return new LogRecord.Emit(
        told.client(),
        told.timeMs(),
        Audience.of(StreamName.inbox("/", event.publisher())),
        EmitMarks.NONE,
        Content.of(Bytes.utf8("\"$receipt\",{\"p\":\"" + position + "\",")));
  }

  /** True unless the receipt that stands there says that somebody acknowledged who did not. */
  boolean isHonest(long at, Bytes receipt) {
    return !incomplete.contains(at) || !receipt.toString().contains(ACKNOWLEDGED);
  }

  private boolean isOver(long offset, Awaited event, long nowMs) {
    return event.recipients().stream().allMatch(each -> isDone(each, offset, nowMs));
  }

  private boolean isDone(Recipient recipient, long offset, long nowMs) {
    ReferenceClient client = known(recipient);
    return client == null
        || acknowledged.test(recipient, offset)
        || client.failures.givenUp.contains(offset)
        || log.mayBeMissed(offset, recipient.name(), nowMs);
  }

  /** Null when it is gone, whoever has its name now. */
  private @Nullable ReferenceClient known(Recipient recipient) {
    ReferenceClient client = log.client(recipient.name());
    return client == null || client.since != recipient.since() ? null : client;
  }

  /**
   * Events for inboxes that all recipients are done with, while their publishers were not told.
   *
   * @param present who is there and has all acknowledgements written down. Of others the broker may
   *     not know what they were done with
   */
  List<Long> untold(long nowMs, Set<String> present) {
    return awaited.entrySet().stream()
        .filter(event -> event.getValue().inboxesOnly())
        .filter(
            event ->
                event.getValue().recipients().stream()
                    .allMatch(each -> known(each) == null || present.contains(each.name())))
        .filter(event -> isOver(event.getKey(), event.getValue(), nowMs))
        .map(Map.Entry::getKey)
        .toList();
  }
}
