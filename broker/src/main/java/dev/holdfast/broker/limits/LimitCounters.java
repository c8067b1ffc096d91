package dev.holdfast.broker.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each limit was hit since the start. Any thread. */
public final class LimitCounters implements LimitListener {
  private final Map<Limit, LongAdder> hits = new EnumMap<>(Limit.class);

  /** All at nought. */
  public LimitCounters() {
    for (Limit limit : Limit.values()) {
      hits.put(limit, new LongAdder());
    }
  }

  @Override
  public void hit(Limit limit) {
    of(limit).increment();
  }

  /** How often this one was hit. */
  public long count(Limit limit) {
    return of(limit).sum();
  }

  private LongAdder of(Limit limit) {
    LongAdder adder = hits.get(limit);
    if (adder == null) {
      throw new IllegalStateException("not counted: " + limit);
    }
    return adder;
  }
}
