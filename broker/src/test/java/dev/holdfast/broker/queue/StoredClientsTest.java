package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.connect;
import static dev.holdfast.broker.queue.TestLog.inbox;
import static dev.holdfast.broker.queue.TestLog.key;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator reads of clients. */
class StoredClientsTest {
  private final TestLog log = new TestLog();
  private final StoredClients clients = new StoredClients(log.store);

  private long emit(StreamName... targets) {
    Applied applied = log.append(TestLog.emit("p", LogRecord.Emit.NO_SEQ, targets));
    return ((Applied.Stored) applied).offset();
  }

  private List<Long> peek(long after, int limit) {
    return clients.peek(key("a"), after, limit, 1_000_000).events().stream()
        .map(Event::offset)
        .toList();
  }

  private static List<String> names(Listing<StoredClient> listing) {
    return listing.items().stream().map(client -> client.key().clientId()).toList();
  }

  @Test
  void clientsOfOneNamespaceAreListedInPages() {
    List.of("b", "a", "c").forEach(log::connected);
    Listing<StoredClient> page = clients.list("/", "", 2);
    assertThat(names(page)).containsExactly("a", "b");
    assertThat(page.next()).isEqualTo("b");
    page = clients.list("/", "b", 2);
    assertThat(names(page)).containsExactly("c");
    assertThat(page.next()).isNull();
    assertThat(names(clients.list("/", "aa", 1))).containsExactly("b");
    assertThat(names(clients.list("/other", "", 9))).isEmpty();
  }

  @Test
  void whatWaitsIsWhatWasEmittedSinceItWasAcknowledged() {
    log.connected("a");
    log.append(TestLog.join("a", "r"));
    long first = emit(inbox("a"));
    emit(room("r"));
    emit(StreamName.everyone("/"));
    assertThat(clients.find(key("a")).waiting().events()).isEqualTo(3);
    log.append(TestLog.ack("a", first, false));
    assertThat(clients.find(key("a")).waiting().events()).isEqualTo(2);
    assertThat(clients.find(key("a")).upTo()).isEqualTo(first);
    assertThat(clients.find(key("nobody"))).isNull();
  }

  @Test
  void aQueueIsShownInPagesWithoutWhatIsAcknowledged() {
    log.connected("a");
    log.append(TestLog.join("a", "r"));
    long one = emit(inbox("a"));
    long two = emit(room("r"));
    long both = emit(inbox("a"), room("r"));
    emit(room("other"));
    long last = emit(StreamName.everyone("/"));
    assertThat(peek(0, 9)).containsExactly(one, two, both, last);
    assertThat(clients.peek(key("a"), 0, 2, 1_000_000).next()).isEqualTo(two);
    assertThat(peek(two, 2)).containsExactly(both, last);
    log.append(new LogRecord.Ack(key("a"), one, List.of(both), false));
    assertThat(peek(0, 9)).containsExactly(two, last);
    assertThat(clients.peek(key("nobody"), 0, 9, 1)).isNull();
  }

  @Test
  void aPurgeIsAGapInThePlaceOfWhatWaits() {
    log.connected("a");
    long one = emit(inbox("a"));
    long two = emit(inbox("a"));
    long three = emit(inbox("a"));
    LogRecord.Drop purge = clients.purge(key("a"), two, 7);
    assertThat(purge.events()).isEqualTo(2);
    assertThat(log.append(purge)).isInstanceOf(Applied.Dropped.class);
    assertThat(clients.find(key("a")).gaps())
        .containsExactly(new Gap(one - 1, two, 2, GapReason.PURGED, 7));
    assertThat(peek(0, 9)).containsExactly(three);
    // The cursor stays until the client has acknowledged the gap.
    assertThat(clients.find(key("a")).upTo()).isEqualTo(one - 1);
    assertThat(new StoredClients(log.reopened().store).find(key("a")).gaps()).hasSize(1);
  }

  @Test
  void thereIsNothingToPurgeWhereNothingWaits() {
    log.connected("a");
    assertThat(clients.purge(key("a"), Long.MAX_VALUE, 7)).isNull();
    emit(inbox("a"));
    log.append(clients.purge(key("a"), Long.MAX_VALUE, 7));
    assertThat(clients.purge(key("a"), Long.MAX_VALUE, 8)).isNull();
    assertThat(clients.purge(key("nobody"), Long.MAX_VALUE, 7)).isNull();
  }

  @Test
  void whatIsEmittedAfterThePurgeWasAskedForStays() {
    log.connected("a");
    emit(inbox("a"));
    LogRecord.Drop purge = clients.purge(key("a"), Long.MAX_VALUE, 7);
    long later = emit(inbox("a"));
    log.append(purge);
    assertThat(peek(0, 9)).containsExactly(later);
  }

  @Test
  void aClientOfWhichNothingIsKnownHasNoQueueToPurge() {
    log.append(connect("~s", LogRecord.Connect.LATEST, Lifetime.SESSION));
    assertThatThrownBy(() -> clients.purge(key("~s"), 1, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void roomsAreThoseItIsAMemberOfNow() {
    log.connected("a");
    log.append(TestLog.join("a", "r"));
    log.append(TestLog.join("a", "b"));
    log.append(TestLog.leave("a", "r"));
    assertThat(clients.rooms(key("a"))).containsExactly("b");
    assertThat(clients.rooms(key("nobody"))).isNull();
  }
}
