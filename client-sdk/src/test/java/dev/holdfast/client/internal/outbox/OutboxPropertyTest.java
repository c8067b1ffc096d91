package dev.holdfast.client.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.OutboxFullException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;

/**
 * A random life of an outbox against a broker that is a list: whatever is accepted is stored once,
 * whichever answers are lost, and however often the process ends.
 */
class OutboxPropertyTest extends OutboxFixture {
  private static final int STEPS = 400;

  private final Random random = new Random();
  private final List<String> accepted = new ArrayList<>();

  /** The broker: what it stored, by number, and in which order. */
  private final Map<Long, String> byNumber = new HashMap<>();

  private final List<String> stored = new ArrayList<>();
  private long lastSeen = -1;
  private boolean readOnly;

  /** The connection: what was refused for now. */
  private final TreeMap<Long, Parcel> refused = new TreeMap<>();

  private DiskOutbox outbox;

  @RepeatedTest(8)
  void acceptedIsStoredOnce() throws Exception {
    long seed = System.nanoTime();
    random.setSeed(seed);
    options = options.withBounds(10_000, 1 << 16);
    restart();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0 -> restart();
        case 1 -> outbox.connected(lastSeen);
        case 2 -> readOnly = random.nextInt(3) == 0;
        case 3, 4, 5, 6 -> answer(random.nextInt(20), random.nextInt(4) > 0);
        default -> emit("e" + step + "-" + "x".repeat(random.nextInt(1500)));
      }
    }
    readOnly = false;
    restart();
    for (int calm = 0; outbox.size() > 0; calm++) {
      assertThat(calm).as("rounds until all is stored, seed %d", seed).isLessThan(3000);
      answer(50, true);
    }
    assertThat(stored).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(accepted);
  }

  private void restart() {
    outbox = open();
    refused.clear();
    outbox.connected(lastSeen);
  }

  private void emit(String text) throws Exception {
    try {
      append(outbox, text);
      accepted.add(text);
    } catch (OutboxFullException full) {
      answer(50, true);
    }
  }

  /** The broker deals with so many; the answers come, or are lost with the process. */
  private void answer(int count, boolean heard) throws Exception {
    for (int i = 0; i < count; i++) {
      Sending next = sent(5);
      if (next == null) {
        break;
      }
      Verdict verdict = store(next);
      if (heard && verdict == Verdict.STORED) {
        outbox.done(next.ordinal());
      } else if (heard) {
        if (refused.isEmpty()) {
          hold(outbox);
        }
        refused.put(next.ordinal(), next.parcel());
      }
    }
    if (!heard) {
      restart();
    } else if (!refused.isEmpty()) {
      answerTheRest();
      outbox.renumber(new TreeMap<>(refused));
      refused.clear();
    }
  }

  /** Deals with what is left, as the broker is still refusing. */
  private void answerTheRest() throws Exception {
    for (Sending next = sent(0); next != null; next = sent(0)) {
      if (store(next) == Verdict.STORED) {
        outbox.done(next.ordinal());
      } else {
        refused.put(next.ordinal(), next.parcel());
      }
    }
  }

  private Verdict store(Sending emit) {
    String text = emit.parcel().head().toUtf8();
    if (emit.seq() <= lastSeen) {
      String first = byNumber.get(emit.seq());
      assertThat(first == null || first.equals(text)).as("one number, one event").isTrue();
      return first == null ? Verdict.PASSED : Verdict.STORED;
    }
    if (readOnly) {
      return Verdict.REFUSED;
    }
    lastSeen = emit.seq();
    byNumber.put(emit.seq(), text);
    stored.add(text);
    return Verdict.STORED;
  }

  private enum Verdict {
    STORED,
    REFUSED,
    PASSED
  }
}
