package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {
  private final BoundedCache<Integer, Integer> cache = new BoundedCache<>(10);

  @Test
  void theLongestUnusedGoFirst() {
    fill(0, 12);
    cache.get(0);
    cache.trim(value -> false);
    assertThat(cache.size()).isEqualTo(10);
    assertThat(cache.get(0)).isEqualTo(0);
    assertThat(cache.get(1)).isNull();
    assertThat(cache.get(2)).isNull();
    assertThat(cache.get(3)).isEqualTo(3);
  }

  @Test
  void whatIsKeptStaysAndTheOthersGo() {
    fill(0, 1_000);
    cache.trim(value -> value % 2 == 0);
    assertThat(cache.size()).isLessThanOrEqualTo(510);
    assertThat(cache.get(0)).isEqualTo(0);
  }

  /** With many sessions attached every commit looked at every one of them. */
  @Test
  void manyKeptEntriesCostATrimOnlyALittle() {
    fill(0, 20_000);
    cache.trim(value -> true);
    AtomicInteger looks = new AtomicInteger();
    cache.trim(value -> looks.incrementAndGet() > 0);
    assertThat(looks).hasValueLessThan(100);
  }

  @Test
  void whatIsNotKeptIsFoundBehindManyThatAre() {
    fill(0, 1_000);
    cache.put(5_000, 5_000);
    for (int commit = 0; commit < 100; commit++) {
      cache.trim(value -> value < 1_000);
    }
    assertThat(cache.get(5_000)).isNull();
    assertThat(cache.size()).isEqualTo(1_000);
  }

  private void fill(int from, int to) {
    for (int i = from; i < to; i++) {
      cache.put(i, i);
    }
  }
}
