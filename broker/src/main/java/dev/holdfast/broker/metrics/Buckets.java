package dev.holdfast.broker.metrics;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The bounds of the histograms. Of a time, each bound is at most half as much again as the one
 * before: so a percentile that is read from them is wrong by a fifth at most, from 0.1 ms to 30 s.
 */
final class Buckets {
  /** From 0.1 ms to 30 s. */
  static final Duration[] TIMES =
      LongStream.of(
              100,
              150,
              200,
              300,
              500,
              700,
              1_000,
              1_500,
              2_000,
              3_000,
              5_000,
              7_000,
              10_000,
              15_000,
              20_000,
              30_000,
              50_000,
              70_000,
              100_000,
              150_000,
              200_000,
              300_000,
              500_000,
              700_000,
              1_000_000,
              1_500_000,
              2_000_000,
              3_000_000,
              5_000_000,
              7_000_000,
              10_000_000,
              15_000_000,
              30_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  /** From 256 bytes to 64 MiB, each four times the one before. */
  static final double[] SIZES = IntStream.range(4, 14).mapToDouble(i -> 1L << (2 * i)).toArray();

  private Buckets() {}
}
