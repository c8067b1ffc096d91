package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.queue.Finding;
import dev.holdfast.broker.queue.Store;
import dev.holdfast.broker.queue.Table;
import dev.holdfast.broker.session.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code holdfast verify} finds in a directory that a broker has written. */
@Timeout(120)
class VerificationTest {
  private static final int EVENTS = 60;

  @TempDir Path data;

  /** Twice, so that some of it stands in table files and some in the write-ahead log. */
  @BeforeEach
  void writtenByABroker() throws Exception {
    serve("alice");
    serve("bob");
  }

  private void serve(String name) throws Exception {
    try (Broker broker = TestBrokers.start(data);
        RawClient client = RawClient.open(broker.port())) {
      client.send("40{\"clientId\":\"" + name + "\",\"ack\":\"batch\"}");
      answer(client, "40");
      client.send("421[\"$join\",\"R\"]");
      answer(client, "431");
      String last = "";
      for (int i = 0; i < EVENTS; i++) {
        client.send(
            "422[\"$emit\",{\"rooms\":[\"R\"],\"seq\":%d,\"id\":\"%s-%d\"},\"n\",%d]"
                .formatted(i, name, i, i));
        last = answer(client, "432");
      }
      client.send("423[\"$ack\",{\"upTo\":" + position(last) + "}]");
      answer(client, "433");
      leaveSomethingOpen(client);
    }
  }

  /** Rows of every other table: what is retained, waits, was given back, is to be receipted. */
  private static void leaveSomethingOpen(RawClient client) {
    long later = System.currentTimeMillis() + 3_600_000;
    client.send("424[\"$emit\",{\"rooms\":[\"R\"],\"deliverAt\":" + later + "},\"later\"]");
    answer(client, "434");
    client.send("425[\"$emit\",{\"rooms\":[\"R\"],\"retain\":true,\"receipt\":true},\"kept\",1]");
    String kept = position(answer(client, "435"));
    answer(client, "42[\"kept\"");
    client.send("426[\"$nack\",{\"p\":" + kept + ",\"delayMs\":3600000}]");
    answer(client, "436");
  }

  private static String position(String confirm) {
    return confirm.replaceAll(".*\"position\":(\"[^\"]+\").*", "$1");
  }

  private static String answer(RawClient client, String beginning) {
    String message = client.next();
    while (!message.startsWith(beginning)) {
      message = client.next();
    }
    return message;
  }

  private List<Finding> findings() throws StoreOpenException {
    return Verification.of(data, words -> {});
  }

  @Test
  void whatABrokerHasWrittenIsWellAndLookingChangesNothing() throws Exception {
    Map<String, String> before = contents();
    assertThat(findings()).isEmpty();
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aBackupIsLookedAtInTheSameWay() throws Exception {
    Path backup = data.resolveSibling(data.getFileName() + "-backup");
    try (RocksStore store = RocksStore.openExisting(data, new StorageSettings(16 << 20))) {
      store.backup(backup);
    }
    assertThat(Verification.of(backup, words -> {})).isEmpty();
    DurableFiles.deleteTree(backup);
  }

  /** Keys of a letter, or none, and numbers of 8 bytes each; values in hexadecimal. */
  @ParameterizedTest
  @CsvSource({
    "CURSORS, 1, 00ffff7f, has acknowledged offset",
    "CURSORS, 7777, 0000, client that is not known",
    "CURSORS, 1, 80, not of its form",
    "MEMBERS, 1 7777 5, 000152, in a room that is not known",
    "MEMBERS, 1 2 999999, 000152, it lasts from offset 999999",
    "EVENTS, 7777 5, 0000010000000000, of a stream that is not known",
    "EVENTS, 1 999999, 0000010000000000, it has offsets 999999",
    "EVENTS, 1, 00, a key of 8 bytes",
    "PUBLISHED, 1 0, 80897a, sequence number 0 stands at offset 1000000",
    "EVENT_IDS, 0 1 0 0, ffff7f, which the store has not reached",
    "GAPS, 7777, 010101010000, client that is not known",
    "GAPS, 1, 01ffff3f01010000, are said to be dropped",
    "GAPS, 1, 0101, not of its form",
    "SCHEDULED, o7, 05, there is no event of this time",
    "SCHEDULED, o999999, 05, which the store has not reached",
    "SCHEDULED, d5 7, 05, not of its form",
    "RETAINED, 1, 0700, not of its form",
    "RECEIPTS, t5 7, 01, there is no receipt that it would be of",
    "RECEIPTS, d999999, 01, which the store has not reached",
    "RECEIPTS, p1 7, 01, not of its form",
    "ATTEMPTS, 7777 1, 0100, client that is not known",
    "ATTEMPTS, 1 999999, 0100, that the store has not reached",
    "DEAD_LETTERS, 1 1, 01, not of its form",
    "SESSIONS, 1, 0100, which has no such session"
  })
  void rowsThatNoBrokerWroteAreNamed(String table, String key, String value, String problem)
      throws Exception {
    put(Table.valueOf(table), key(key), HexFormat.of().parseHex(value));
    assertThat(findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.where()).startsWith("table " + table.toLowerCase(Locale.ROOT));
              assertThat(finding.problem()).contains(problem);
              assertThat(finding.meaning()).isNotEmpty();
            });
  }

  private void put(Table table, byte[] key, byte[] value) throws StoreOpenException {
    try (Store store = RocksStore.openExisting(data, new StorageSettings(16 << 20))) {
      Store.Batch batch = store.batch();
      batch.put(table, key, value);
      store.commit(batch, true);
    }
  }

  private static byte[] key(String numbers) {
    boolean letter = Character.isLetter(numbers.charAt(0));
    String[] each = numbers.substring(letter ? 1 : 0).split(" ", -1);
    ByteBuffer key = ByteBuffer.allocate((letter ? 1 : 0) + Long.BYTES * each.length);
    if (letter) {
      key.put((byte) numbers.charAt(0));
    }
    Stream.of(each).mapToLong(Long::parseLong).forEach(key::putLong);
    return key.array();
  }

  @Test
  void aFlippedBitInATableFileIsFound() throws Exception {
    flip(file(".sst"), 50);
    assertThat(findings()).extracting(Finding::where).contains("db");
  }

  @Test
  void aDamagedRecordBeforeTheEndOfTheLogIsFound() throws Exception {
    Path log = file(".log");
    flip(log, (int) (Files.size(log) / 3));
    assertThat(findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.where()).isEqualTo("db/" + log.getFileName());
              assertThat(finding.problem())
                  .contains("begins a record that is damaged, and what follows shows");
            });
  }

  @Test
  void aTornEndOfTheLogIsWhatAPowerCutLeaves() throws Exception {
    Path log = file(".log");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length - 5));
    assertThat(findings()).isEmpty();
  }

  @Test
  void aDirectoryInUseIsNotLookedAt() throws Exception {
    try (Broker broker = TestBrokers.start(data)) {
      assertThat(broker.port()).isPositive();
      assertThatThrownBy(this::findings)
          .isInstanceOf(StoreOpenException.class)
          .hasMessageContaining("in use by this process");
    }
  }

  private Path file(String ending) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("db"))) {
      return files
          .filter(file -> file.toString().endsWith(ending) && file.toFile().length() > 2_000)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  /** Every file's bytes and modification time, by path. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String bytes =
            Files.isDirectory(path) ? "" : HexFormat.of().formatHex(Files.readAllBytes(path));
        contents.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return contents;
  }
}
