package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator reads of rooms. */
class StoredRoomsTest {
  private final TestLog log = new TestLog();
  private final StoredRooms rooms = new StoredRooms(log.store);

  private static List<String> names(Listing<StoredRooms.Room> listing) {
    return listing.items().stream().map(StoredRooms.Room::name).toList();
  }

  @Test
  void roomsAreListedInPagesWithWhatIsStoredOfThem() {
    log.connected("a");
    log.append(TestLog.join("a", "y"));
    log.append(TestLog.join("a", "x"));
    log.append(TestLog.emit("p", LogRecord.Emit.NO_SEQ, room("z")));
    Listing<StoredRooms.Room> page = rooms.list("/", "", 2);
    assertThat(names(page)).containsExactly("x", "y");
    assertThat(page.next()).isEqualTo("y");
    page = rooms.list("/", "y", 2);
    assertThat(names(page)).containsExactly("z");
    assertThat(page.items().get(0).stored().events()).isEqualTo(1);
    assertThat(page.next()).isNull();
    assertThat(rooms.list("/other", "", 2).items()).isEmpty();
    assertThat(rooms.namespaces()).containsExactly("/");
  }

  @Test
  void membersAreThoseWhoHaveNotLeftOrHaveComeBack() {
    for (String client : List.of("a", "b", "c", "d")) {
      log.connected(client);
      log.append(TestLog.join(client, "r"));
    }
    log.append(TestLog.leave("b", "r"));
    log.append(TestLog.leave("c", "r"));
    log.append(TestLog.join("c", "r"));
    assertThat(rooms.members("/", "r", "", 9).items()).containsExactly("a", "c", "d");
    Listing<String> page = rooms.members("/", "r", "", 2);
    assertThat(page.items()).containsExactly("a", "c");
    assertThat(rooms.members("/", "r", page.next(), 2).items()).containsExactly("d");
    assertThat(rooms.members("/", "none", "", 2)).isNull();
  }

  @Test
  void whoIsInASmallRoomOfALargeNamespaceTakesSeveralLooks() {
    for (int i = 0; i < 10_001; i++) {
      log.connected("c%05d".formatted(i));
    }
    log.append(TestLog.join("c10000", "r"));
    Listing<String> page = rooms.members("/", "r", "", 1);
    assertThat(page.items()).isEmpty();
    assertThat(page.next()).isEqualTo("c09999");
    assertThat(rooms.members("/", "r", page.next(), 1).items()).containsExactly("c10000");
  }
}
