package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.LimitListener;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final EngineSettings settings = Settings.quiet();
  private final OutboundBudget budget = new OutboundBudget(Long.MAX_VALUE, LimitListener.NONE);
  private final Outbox outbox = new Outbox(settings, budget);

  private int addAndTake(int payloadBytes) {
    outbox.add(EnginePacket.binary(Bytes.of(new byte[payloadBytes])));
    int bytes = outbox.queuedBytes();
    outbox.take();
    return bytes;
  }

  @Test
  void itIsWritableUpToTheHighWaterMark() {
    addAndTake(settings.highWaterBytes() / 2);
    assertThat(outbox.writable()).isTrue();
    addAndTake(settings.highWaterBytes() / 2 + 1);
    assertThat(outbox.writable()).isFalse();
  }

  @Test
  void itIsWritableAgainOnceAtTheLowWaterMark() {
    int large = addAndTake(settings.highWaterBytes());
    int small = addAndTake(settings.lowWaterBytes() - 100);
    assertThat(outbox.sent(1)).isFalse();
    assertThat(outbox.writable()).isFalse();
    assertThat(outbox.sent(large - 1)).isTrue();
    assertThat(outbox.writable()).isTrue();
    assertThat(outbox.sent(small)).isFalse();
  }

  @Test
  void theFirstFewCanBeTakenAndTheRestStaysCounted() {
    outbox.add(EnginePacket.binary(Bytes.of(new byte[100])));
    outbox.add(EnginePacket.binary(Bytes.of(new byte[10])));
    int both = outbox.queuedBytes();
    assertThat(outbox.take(1)).singleElement().matches(packet -> packet.payload().length() == 100);
    assertThat(both - outbox.queuedBytes()).isEqualTo(104);
    assertThat(outbox.take(5)).singleElement().matches(packet -> packet.payload().length() == 10);
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void whatIsTakenIsNoLongerQueuedButStillUnsent() {
    addAndTake(settings.highWaterBytes() + 1);
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.queuedBytes()).isZero();
    assertThat(outbox.writable()).isFalse();
  }
}
