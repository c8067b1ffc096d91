package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import org.junit.jupiter.api.Test;

/** What waits for all connections of a lane together is bounded. */
class OutboundBudgetTest {
  private static final int PACKET_BYTES = 104;

  private final LimitCounters hits = new LimitCounters();
  private final OutboundBudget budget = new OutboundBudget(10 * PACKET_BYTES, hits);
  private final Outbox slow = new Outbox(Settings.quiet(), budget);
  private final Outbox other = new Outbox(Settings.quiet(), budget);

  private static void add(Outbox outbox, int packets) {
    for (int i = 0; i < packets; i++) {
      outbox.add(EnginePacket.binary(Bytes.of(new byte[100])));
    }
  }

  @Test
  void whileTooMuchWaitsAConnectionIsFullWithItsFirstPacketUntilThatHasLeft() {
    add(slow, 10);
    assertThat(slow.writable()).isTrue();
    add(other, 1);
    assertThat(other.writable()).isFalse();
    assertThat(hits.count(Limit.OUTBOUND)).isEqualTo(1);
    assertThat(other.sent(PACKET_BYTES)).as("writable again").isTrue();
    assertThat(other.writable()).isTrue();
  }

  @Test
  void whatHasLeftAndWhatASessionLeavesBehindCountsNoMore() {
    add(slow, 10);
    add(other, 2);
    assertThat(budget.isExceeded()).isTrue();
    slow.sent(3 * PACKET_BYTES);
    assertThat(budget.bytes()).isEqualTo(9 * PACKET_BYTES);
    slow.close();
    assertThat(budget.bytes()).isEqualTo(2 * PACKET_BYTES);
    assertThat(slow.sent(7 * PACKET_BYTES)).as("too late").isFalse();
    assertThat(budget.bytes()).isEqualTo(2 * PACKET_BYTES);
  }
}
