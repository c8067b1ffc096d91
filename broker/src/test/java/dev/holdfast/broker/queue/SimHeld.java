package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What the client of one simulated session was sent and is not done with. */
final class SimHeld {
  /** Delivered and not acknowledged by the client, nor given back. */
  private final TreeSet<Long> held = new TreeSet<>();

  /** When each of them was delivered, or came again after it was given back: a count. */
  private final Map<Long, Integer> deliveredAs = new HashMap<>();

  /** Given back, and not delivered again yet. */
  private final Set<Long> givenBack = new HashSet<>();

  /** Those of them that are gaps. */
  private final Set<Long> gaps = new HashSet<>();

  private int deliveries;

  /** An event or a gap comes that is to be acknowledged. */
  void delivered(Event event, boolean again) {
    boolean outOfTurn = givenBack.remove(event.offset());
    if (!again || outOfTurn) {
      deliveredAs.put(event.offset(), deliveries++);
    }
    if (held.add(event.offset()) && event.gap() != null) {
      gaps.add(event.offset());
    }
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** How often something has come so far, but for what came again unasked. */
  int deliveries() {
    return deliveries;
  }

  /** One of them, whichever. */
  long any(Random random) {
    return new ArrayList<>(held).get(random.nextInt(held.size()));
  }

  /** What a cumulative acknowledgement of this one means: what came before it, and it. */
  List<Long> upTo(long offset) {
    int delivered = deliveredAs.get(offset);
    return held.headSet(offset, true).stream()
        .filter(each -> deliveredAs.get(each) <= delivered)
        .toList();
  }

  /** The newest. */
  long last() {
    return held.last();
  }

  /** What came among the first so many deliveries. */
  List<Long> ofFirst(int count) {
    return held.stream().filter(each -> deliveredAs.get(each) < count).toList();
  }

  boolean isGap(long offset) {
    return gaps.contains(offset);
  }

  /** The client is done with it; true for a gap. */
  boolean done(long offset) {
    held.remove(offset);
    return gaps.remove(offset);
  }

  /** The client wants it again, later. */
  void giveBack(long offset) {
    held.remove(offset);
    givenBack.add(offset);
  }

  /** They do not come again. */
  void givenUp(List<Long> dead) {
    dead.forEach(held::remove);
    dead.forEach(givenBack::remove);
  }
}
