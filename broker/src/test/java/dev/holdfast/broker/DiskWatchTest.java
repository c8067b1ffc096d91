package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Growth;
import dev.holdfast.broker.queue.LogRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From which room on the store grows, and what is refused while it does not. */
class DiskWatchTest {
  private static final ClientKey ALICE = new ClientKey("/", "alice");
  private static final LogRecord JOIN = new LogRecord.Join(ALICE, "R");

  private final Growth growth = new Growth();
  private long free = 1000;
  private final DiskWatch watch = new DiskWatch(400, () -> free, growth);

  private boolean growsWith(long bytes) {
    free = bytes;
    watch.look();
    assertThat(watch.isLow()).isEqualTo(growth.refusal(JOIN) != null);
    return !watch.isLow();
  }

  @Test
  void theStoreGrowsUntilLessThanTheLeastIsFreeAndAgainFromAQuarterMoreOn() {
    assertThat(growsWith(400)).isTrue();
    assertThat(growsWith(399)).isFalse();
    assertThat(growsWith(499)).isFalse();
    assertThat(growsWith(500)).isTrue();
    assertThat(growsWith(400)).isTrue();
  }

  @Test
  void acknowledgementsLeavesAndWhatIsNotStoredGoOn() {
    growsWith(0);
    assertThat(growth.refusal(JOIN))
        .isNotNull()
        .extracting(Applied.Refused::refusal)
        .isEqualTo(Applied.Refusal.READ_ONLY);
    assertThat(growth.refusal(new LogRecord.Leave(ALICE, "R"))).isNull();
    assertThat(growth.refusal(new LogRecord.Ack(ALICE, 1, List.of(), true))).isNull();
  }

  @Test
  void withoutALeastNobodyLooks() {
    DiskWatch off = new DiskWatch(0, () -> 0, growth);
    off.look();
    assertThat(off.isLow()).isFalse();
  }
}
