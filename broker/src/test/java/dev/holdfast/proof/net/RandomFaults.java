package dev.holdfast.proof.net;

import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Passage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Breaks connections of a proxy at random, one fault at a time. Used by one thread. */
final class RandomFaults {
  private static final int LONGEST_DELAY_MS = 200;

  private final FaultProxy proxy;
  private final Random random;
  private final Map<Kind, Integer> struck = new EnumMap<>(Kind.class);

  /** What can happen to a connection. */
  enum Kind {
    RESET,
    HANG_UP,
    STALL,
    HALF_OPEN_TO_BROKER,
    HALF_OPEN_TO_CLIENT,
    DELAY,
    THROTTLE,
    HEAL
  }

  RandomFaults(FaultProxy proxy, Random random) {
    this.proxy = proxy;
    this.random = random;
  }

  /** Does something to one of the connections there are; returns what. */
  Kind strike() {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    List<Integer> open = proxy.open();
    if (!open.isEmpty()) {
      strike(kind, open.get(random.nextInt(open.size())));
    }
    struck.merge(kind, 1, Integer::sum);
    return kind;
  }

  private void strike(Kind kind, int link) {
    switch (kind) {
      case RESET -> proxy.reset(link);
      case HANG_UP -> proxy.hangUp(link);
      case STALL -> proxy.pass(link, Passage.STOPPED, Passage.STOPPED);
      case HALF_OPEN_TO_BROKER -> proxy.pass(link, Passage.STOPPED, Passage.FREE);
      case HALF_OPEN_TO_CLIENT -> proxy.pass(link, Passage.FREE, Passage.STOPPED);
      case DELAY -> {
        Passage late = Passage.delayed(Duration.ofMillis(1 + random.nextInt(LONGEST_DELAY_MS)));
        proxy.pass(link, late, late);
      }
      case THROTTLE -> {
        Passage slow = Passage.throttled(1 << (10 + random.nextInt(7)));
        proxy.pass(link, slow, slow);
      }
      // What was held goes on its way: late bytes, where the client has connected again.
      case HEAL -> proxy.open().forEach(each -> proxy.pass(each, Passage.FREE, Passage.FREE));
    }
  }

  /** How often each has happened. */
  Map<Kind, Integer> struck() {
    return struck;
  }
}
