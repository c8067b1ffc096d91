package dev.holdfast.broker.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AddressBucketsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST = 1000;

  private final AddressBuckets buckets = new AddressBuckets(new Rate(1, 2), MOST, 0);

  @Test
  void eachAddressHasABucketOfItsOwn() {
    for (long address = 0; address < 10; address++) {
      assertThat(buckets.take(address, 0)).isZero();
      assertThat(buckets.take(address, 0)).isZero();
      assertThat(buckets.take(address, 0)).isEqualTo(SECOND);
    }
  }

  @Test
  void inAFloodOfAddressesTheOnesBeyondTheBoundShareOne() {
    for (long address = 0; address < 1_000_000; address++) {
      buckets.take(address, 0);
    }
    assertThat(buckets.size()).isEqualTo(MOST);
    assertThat(buckets.take(-7, 0)).as("a stranger").isPositive();
    assertThat(buckets.take(3, 0)).as("one that is known").isZero();
  }

  @Test
  void addressesThatHaveRestedAreForgottenWhenRoomIsNeeded() {
    for (long address = 0; address < MOST; address++) {
      buckets.take(address, 0);
    }
    assertThat(buckets.take(MOST, 2 * SECOND)).isZero();
    assertThat(buckets.size()).isEqualTo(1);
  }
}
