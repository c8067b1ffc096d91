package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.Applied;
import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LaneSamplesTest {
  private static final ClientKey ALICE = new ClientKey("/", "alice");

  private final List<Long> confirms = new ArrayList<>();
  private final List<Long> lags = new ArrayList<>();
  private final List<Applied> answered = new ArrayList<>();
  private long nowMs = 1_000;
  private final LaneSamples samples =
      new LaneSamples(
          new SessionMetrics() {
            @Override
            public void confirmed(long nanos) {
              confirms.add(nanos);
            }

            @Override
            public void delivered(long lagMs) {
              lags.add(lagMs);
            }
          },
          () -> nowMs);

  private Consumer<Applied> emit(EmitMarks marks) {
    Audience everyone = Audience.of(StreamName.everyone("/"));
    return samples.confirm(
        new LogRecord.Emit(ALICE, 1, everyone, marks, Content.of(Bytes.utf8("\"n\""))),
        answered::add);
  }

  @Test
  void oneEmitAtATimeIsMeasuredAndAllAreAnswered() {
    Consumer<Applied> first = emit(EmitMarks.NONE);
    Consumer<Applied> second = emit(EmitMarks.NONE);
    second.accept(new Applied.Passed());
    assertThat(confirms).isEmpty();
    first.accept(new Applied.Passed());
    assertThat(confirms).hasSize(1).allMatch(nanos -> nanos >= 0);
    emit(EmitMarks.NONE).accept(new Applied.Passed());
    assertThat(confirms).hasSize(2);
    assertThat(answered).hasSize(3);
  }

  @Test
  void whatIsNotConfirmedOnceDurableIsNotMeasured() {
    emit(EmitMarks.ofVolatile()).accept(new Applied.Passed());
    samples.confirm(new LogRecord.Leave(ALICE, "R"), answered::add).accept(new Applied.Acked());
    assertThat(confirms).isEmpty();
    assertThat(answered).hasSize(2);
  }

  @Test
  void theFirstDeliveryAfterATickIsMeasuredAndEverySixtyFourth() {
    samples.delivered(990, 500);
    assertThat(lags).containsExactly(10L);
    for (int i = 0; i < 63; i++) {
      samples.delivered(900, 500);
    }
    assertThat(lags).containsExactly(10L);
    samples.delivered(900, 500);
    assertThat(lags).containsExactly(10L, 100L);
    samples.delivered(1_000, 750);
    assertThat(lags).containsExactly(10L, 100L, 0L);
  }

  @Test
  void aClockThatWasSetBackGivesNoNegativeTime() {
    samples.delivered(1_005, 500);
    assertThat(lags).containsExactly(0L);
  }
}
