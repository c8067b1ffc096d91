package dev.holdfast.proof.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories as files. */
class HistoriesTest {
  private static final Entry EMIT = new Entry.Emitting(1, "p#1", Target.room("R"), "b");
  private static final Entry DELIVERED = new Entry.Delivered(2, "s", "p#1", null, "b");
  private static final Entry SETTLED = new Entry.Settled(3);

  @TempDir Path directory;

  @Test
  void whatIsNotedIsReadBackPartsTogetherInTheOrderOfTime() throws Exception {
    note(0, SETTLED);
    note(1, DELIVERED);
    note(0, EMIT);
    List<History> histories = Histories.read(directory);
    assertThat(histories).singleElement().extracting(History::client).isEqualTo("p");
    assertThat(histories.get(0).lines())
        .extracting(Line::entry)
        .containsExactly(EMIT, DELIVERED, SETTLED);
    assertThat(Histories.until(2, 0, histories).get(0).lines()).hasSize(1);
    assertThat(Histories.until(0, 2, histories).get(0).lines())
        .extracting(Line::entry)
        .containsExactly(EMIT);
  }

  @Test
  void aLastLineThatAKillHasTornCountsAsNotWritten() throws Exception {
    note(0, EMIT);
    Files.writeString(directory.resolve("p.0.jsonl"), "{\"k\":\"deli", StandardOpenOption.APPEND);
    assertThat(Histories.read(directory).get(0).lines()).hasSize(1);
  }

  @Test
  void anAcknowledgementNamesTheEventsWhoseDeliveryIsCut() throws Exception {
    note(0, new Entry.Delivered(10, "s", "p#1", "e-0-1", "b"));
    note(0, new Entry.Delivered(20, "s", "p#2", "e-0-2", "b"));
    note(0, new Entry.Delivered(21, "s", "p#3", "e-0-3", "b"));
    note(0, new Entry.Acked(22, "s", 1, "e-0-2", List.of(), false));
    note(0, new Entry.Acked(23, "s", 2, null, List.of(), true));
    assertThat(Histories.until(21, 3, Histories.read(directory)).get(0).lines())
        .extracting(Line::entry)
        .containsExactly(
            new Entry.Delivered(10, "s", "p#1", "e-0-1", "b"),
            new Entry.Acked(22, "s", 1, "e-0-2", List.of("p#2"), false),
            new Entry.Acked(23, "s", 2, null, List.of("p#2", "p#3"), true));
  }

  private void note(int part, Entry entry) {
    try (HistoryWriter writer = HistoryWriter.append(directory, "p", part)) {
      writer.note(entry);
    }
  }
}
