package dev.holdfast.broker.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of sessions and their requests since the broker was started, for those who watch it.
 * Written by all lanes, never for an event that is simply taken; read by any thread.
 */
public final class SessionCounters {
  private final Map<AckMode, LongAdder> standing = new EnumMap<>(AckMode.class);
  private final Map<ErrorCode, LongAdder> refused = new EnumMap<>(ErrorCode.class);
  private final LongAdder began = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final LongAdder takenOver = new LongAdder();

  /** All zero. */
  SessionCounters() {
    for (AckMode mode : AckMode.values()) {
      standing.put(mode, new LongAdder());
    }
    for (ErrorCode code : ErrorCode.values()) {
      refused.put(code, new LongAdder());
    }
  }

  void countBegan(AckMode mode, boolean isRecovered) {
    adder(standing, mode).increment();
    began.increment();
    if (isRecovered) {
      recovered.increment();
    }
  }

  void countEnded(AckMode mode, EndReason reason) {
    adder(standing, mode).decrement();
    if (reason == EndReason.TAKEN_OVER) {
      takenOver.increment();
    }
  }

  /** How many sessions that acknowledge so stand now. */
  public long standing(AckMode mode) {
    return adder(standing, mode).sum();
  }

  /** How many sessions have begun. */
  public long began() {
    return began.sum();
  }

  /** How many of those went on with an earlier session of their client. */
  public long recovered() {
    return recovered.sum();
  }

  /** How many sessions ended as their client connected again. */
  public long takenOver() {
    return takenOver.sum();
  }

  void countRefused(ErrorCode code) {
    adder(refused, code).increment();
  }

  /** How many requests, connects included, were answered with this error. */
  public long refused(ErrorCode code) {
    return adder(refused, code).sum();
  }

  private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
    LongAdder adder = adders.get(key);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    return adder;
  }
}
