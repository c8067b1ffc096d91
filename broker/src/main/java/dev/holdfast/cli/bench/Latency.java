package dev.holdfast.cli.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** Latencies in microseconds, written by one event loop and collected by another thread. */
final class Latency {
  private static final long HIGHEST = TimeUnit.HOURS.toMicros(48);
  private static final int DIGITS = 3;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST, DIGITS);

  static Histogram histogram() {
    return new Histogram(HIGHEST, DIGITS);
  }

  void record(long nanos) {
    recorder.recordValue(Math.min(HIGHEST, Math.max(0, nanos / 1_000)));
  }

  /** Adds what was recorded since the last call. */
  void collect(Histogram into) {
    into.add(recorder.getIntervalHistogram());
  }
}
