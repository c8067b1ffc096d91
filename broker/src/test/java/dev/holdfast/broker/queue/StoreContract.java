package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do; a test class per implementation extends it. */
public abstract class StoreContract {
  private static final byte[] FIRST = {};
  private static final byte[] LAST = {(byte) 0xff, (byte) 0xff};

  private Store store;

  /** A store that holds nothing. */
  protected abstract Store openEmpty() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = openEmpty();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void aKeyThatWasNeverPutHasNoValue() {
    assertThat(store.get(Table.META, bytes("a"))).isNull();
  }

  @Test
  void aCommittedValueIsRead() {
    put(Table.META, "a", "1");
    assertThat(store.get(Table.META, bytes("a"))).isEqualTo(bytes("1"));
  }

  @Test
  void anEmptyValueIsNotAMissingOne() {
    put(Table.META, "a", "");
    assertThat(store.get(Table.META, bytes("a"))).isEqualTo(new byte[0]);
  }

  @Test
  void nothingOfABatchShowsBeforeItsCommit() {
    Store.Batch batch = store.batch();
    batch.put(Table.META, bytes("a"), bytes("1"));
    assertThat(store.get(Table.META, bytes("a"))).isNull();
    store.commit(batch, false);
    assertThat(store.get(Table.META, bytes("a"))).isEqualTo(bytes("1"));
  }

  @Test
  void aBatchChangesSeveralTablesAndItsLaterChangesWin() {
    put(Table.CLIENTS, "gone", "x");
    Store.Batch batch = store.batch();
    batch.put(Table.META, bytes("a"), bytes("1"));
    batch.put(Table.META, bytes("a"), bytes("2"));
    batch.put(Table.EVENTS, bytes("a"), bytes("event"));
    batch.delete(Table.CLIENTS, bytes("gone"));
    store.commit(batch, true);
    assertThat(store.get(Table.META, bytes("a"))).isEqualTo(bytes("2"));
    assertThat(store.get(Table.EVENTS, bytes("a"))).isEqualTo(bytes("event"));
    assertThat(store.get(Table.CLIENTS, bytes("gone"))).isNull();
  }

  @Test
  void aRangeIsRemovedFromItsLowerBoundUpToButNotWithItsUpperOne() {
    putAll("a", "b", "c", "d");
    put(Table.META, "b", "another table");
    Store.Batch batch = store.batch();
    batch.deleteRange(Table.EVENTS, bytes("b"), bytes("d"));
    store.commit(batch, false);
    assertThat(keys(store.scan(Table.EVENTS, FIRST, LAST))).containsExactly("a", "d");
    assertThat(store.get(Table.EVENTS, bytes("b"))).isNull();
    assertThat(store.get(Table.META, bytes("b"))).isNotNull();
  }

  @Test
  void everyTableIsAKeySpaceOfItsOwn() {
    for (Table table : Table.values()) {
      put(table, "same key", table.name());
    }
    for (Table table : Table.values()) {
      assertThat(store.get(table, bytes("same key"))).isEqualTo(bytes(table.name()));
      assertThat(keys(store.scan(table, FIRST, LAST))).containsExactly("same key");
    }
  }

  @Test
  void aBatchCopiesWhatIsPutIntoIt() {
    byte[] key = bytes("a");
    byte[] value = bytes("1");
    Store.Batch batch = store.batch();
    batch.put(Table.META, key, value);
    key[0] = 'b';
    value[0] = '2';
    store.commit(batch, false);
    assertThat(store.get(Table.META, bytes("a"))).isEqualTo(bytes("1"));
  }

  @Test
  void aBatchKnowsRoughlyItsSize() {
    Store.Batch batch = store.batch();
    assertThat(batch.sizeBytes()).isLessThan(100);
    batch.put(Table.META, bytes("a"), new byte[10_000]);
    assertThat(batch.sizeBytes()).isBetween(10_000L, 10_200L);
  }

  @Test
  void keysOrderAsUnsignedBytes() {
    Store.Batch batch = store.batch();
    for (int first : new int[] {0x80, 0x7f, 0x00, 0xfe, 0x01}) {
      batch.put(Table.EVENTS, new byte[] {(byte) first}, bytes("x"));
    }
    store.commit(batch, false);
    List<Integer> order = new ArrayList<>();
    try (Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST)) {
      for (scan.seek(FIRST); scan.valid(); scan.next()) {
        order.add(scan.key()[0] & 0xff);
      }
    }
    assertThat(order).containsExactly(0x00, 0x01, 0x7f, 0x80, 0xfe);
  }

  @Test
  void aScanKeepsWithinItsBoundsWhereverItIsSent() {
    putAll("a", "b", "c", "d", "e");
    try (Store.Scan scan = scan("b", "d")) {
      scan.seek(bytes("a"));
      assertThat(text(scan.key())).isEqualTo("b");
      scan.next();
      assertThat(text(scan.key())).isEqualTo("c");
      scan.next();
      assertThat(scan.valid()).isFalse();
      scan.seek(bytes("d"));
      assertThat(scan.valid()).isFalse();
      scan.seekFloor(bytes("e"));
      assertThat(text(scan.key())).isEqualTo("c");
      scan.seekFloor(bytes("a"));
      assertThat(scan.valid()).isFalse();
    }
  }

  @Test
  void aScanOfAnEmptyRangeFindsNothing() {
    putAll("a", "b");
    try (Store.Scan scan = scan("b", "b")) {
      scan.seek(bytes("b"));
      assertThat(scan.valid()).isFalse();
      scan.seekFloor(bytes("b"));
      assertThat(scan.valid()).isFalse();
    }
  }

  @Test
  void seekingGoesToTheKeyOrTheNextAndTheFloorToTheKeyOrTheOneBefore() {
    putAll("b", "d");
    try (Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST)) {
      scan.seek(bytes("b"));
      assertThat(text(scan.key())).isEqualTo("b");
      scan.seek(bytes("c"));
      assertThat(text(scan.key())).isEqualTo("d");
      assertThat(text(scan.value())).isEqualTo("value of d");
      scan.seekFloor(bytes("c"));
      assertThat(text(scan.key())).isEqualTo("b");
      scan.seekFloor(bytes("d"));
      assertThat(text(scan.key())).isEqualTo("d");
      scan.seekFloor(bytes("a"));
      assertThat(scan.valid()).isFalse();
    }
  }

  /** A store may lose patience with deleted keys: then it has to begin anew, and miss nothing. */
  @Test
  void anyNumberOfDeletedKeysIsPassedInBothDirections() {
    putAll("a", "z");
    for (String name : List.of("f", "p")) {
      Store.Batch filled = store.batch();
      Store.Batch emptied = store.batch();
      for (int i = 0; i < 2_000; i++) {
        filled.put(Table.EVENTS, bytes(name + i), bytes("x"));
        emptied.delete(Table.EVENTS, bytes(name + i));
      }
      store.commit(filled, false);
      store.commit(emptied, false);
    }
    putAll("k");
    try (Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST)) {
      assertThat(keysFrom(scan)).containsExactly("a", "k", "z");
      scan.seek(bytes("b"));
      assertThat(text(scan.key())).isEqualTo("k");
      scan.next();
      assertThat(text(scan.key())).isEqualTo("z");
      scan.seekFloor(bytes("y"));
      assertThat(text(scan.key())).isEqualTo("k");
      scan.next();
      assertThat(text(scan.key())).isEqualTo("z");
    }
  }

  @Test
  void aSeekWithABoundFindsWhatIsWithinIt() {
    putAll("b", "d", "f");
    try (Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST)) {
      scan.seek(bytes("c"), bytes("e"));
      assertThat(text(scan.key())).isEqualTo("d");
      scan.seekFloor(bytes("e"), bytes("c"));
      assertThat(text(scan.key())).isEqualTo("d");
      scan.seek(bytes("c"), bytes("d"));
      assertThat(!scan.valid() || text(scan.key()).compareTo("d") >= 0).isTrue();
      scan.seek(bytes("a"));
      assertThat(text(scan.key())).isEqualTo("b");
    }
  }

  @Test
  void whatIsReclaimedIsWhatWasDeleted() {
    putAll("a", "b", "c");
    Store.Batch batch = store.batch();
    batch.deleteRange(Table.EVENTS, bytes("a"), bytes("c"));
    store.commit(batch, false);
    store.reclaim(Table.EVENTS, FIRST, LAST);
    assertThat(keys(store.scan(Table.EVENTS, FIRST, LAST))).containsExactly("c");
  }

  @Test
  void aScanIsNotPositionedAtFirstAndAnswersNothingThere() {
    putAll("a");
    try (Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST)) {
      assertThat(scan.valid()).isFalse();
      assertThatThrownBy(scan::key).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(scan::value).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(scan::next).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aScanShowsTheStoreAsItStoodWhenItWasMade() {
    putAll("a", "c");
    try (Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST)) {
      putAll("b");
      Store.Batch batch = store.batch();
      batch.delete(Table.EVENTS, bytes("c"));
      store.commit(batch, false);
      assertThat(keysFrom(scan)).containsExactly("a", "c");
    }
    assertThat(keys(store.scan(Table.EVENTS, FIRST, LAST))).containsExactly("a", "b");
  }

  @Test
  void aBatchServesOneCommit() {
    Store.Batch batch = store.batch();
    batch.put(Table.META, bytes("a"), bytes("1"));
    store.commit(batch, false);
    assertThatThrownBy(() -> store.commit(batch, false)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> batch.put(Table.META, bytes("a"), bytes("2")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedStoreSaysSo() {
    Store.Batch batch = store.batch();
    Store.Scan scan = store.scan(Table.EVENTS, FIRST, LAST);
    store.close();
    assertThatThrownBy(() -> store.get(Table.META, bytes("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.scan(Table.META, FIRST, LAST))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.commit(batch, true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> scan.seek(FIRST))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    scan.close();
    store.close();
  }

  private Store.Scan scan(String lower, String upper) {
    return store.scan(Table.EVENTS, bytes(lower), bytes(upper));
  }

  private void put(Table table, String key, String value) {
    Store.Batch batch = store.batch();
    batch.put(table, bytes(key), bytes(value));
    store.commit(batch, true);
  }

  private void putAll(String... keys) {
    for (String key : keys) {
      put(Table.EVENTS, key, "value of " + key);
    }
  }

  private static List<String> keys(Store.Scan scan) {
    try (scan) {
      return keysFrom(scan);
    }
  }

  private static List<String> keysFrom(Store.Scan scan) {
    List<String> keys = new ArrayList<>();
    for (scan.seek(FIRST); scan.valid(); scan.next()) {
      keys.add(text(scan.key()));
    }
    return keys;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
