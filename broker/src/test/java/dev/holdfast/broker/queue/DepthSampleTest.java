package dev.holdfast.broker.queue;

import static dev.holdfast.broker.queue.TestLog.emit;
import static dev.holdfast.broker.queue.TestLog.room;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DepthSampleTest {
  private final TestLog log = new TestLog(new MemoryStore(), TestPolicies.NONE);

  private QueueDepths take(long clients) {
    return new DepthSample(log.store).take(clients);
  }

  @Test
  void anEmptyStoreHasNoQueues() {
    QueueDepths depths = take(0);
    assertThat(depths.clients()).isZero();
    assertThat(depths.quantile(1)).isZero();
    assertThat(depths.estimatedTotal()).isZero();
  }

  @Test
  void ofFewClientsEachIsLookedAt() {
    for (int i = 1; i <= 10; i++) {
      log.connected("c" + i);
      log.append(TestLog.join("c" + i, "r" + i));
      for (int n = 0; n < i; n++) {
        log.append(emit("p", LogRecord.Emit.NO_SEQ, room("r" + i)));
      }
    }
    QueueDepths depths = take(10);
    assertThat(depths.quantile(0)).isEqualTo(1);
    assertThat(depths.quantile(0.5)).isEqualTo(5);
    assertThat(depths.quantile(0.9)).isEqualTo(9);
    assertThat(depths.quantile(1)).isEqualTo(10);
    assertThat(depths.estimatedTotal()).isEqualTo(55);
  }

  @Test
  void ofManyClientsAThousandSpreadOverAllOfThemAre() {
    for (int i = 0; i < 3_000; i++) {
      log.connected("c" + i);
      if (i % 2 == 0) {
        log.append(TestLog.join("c" + i, "r"));
      }
    }
    log.append(emit("p", LogRecord.Emit.NO_SEQ, room("r")));
    QueueDepths depths = take(3_000);
    assertThat(depths.quantile(0.4)).isZero();
    assertThat(depths.quantile(0.6)).isEqualTo(1);
    assertThat(depths.estimatedTotal()).isBetween(1_300L, 1_700L);
  }
}
