package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the operator of a simulated broker forbids: who may not be in which room. */
final class SimPermissions {
  private record Forbidden(String client, String room) {}

  private final List<Forbidden> forbidden = new ArrayList<>();

  boolean mayBeIn(String client, String room) {
    return !forbidden.contains(new Forbidden(client, room));
  }

  /** Takes a permission away, or gives one back: few are missing at a time. */
  void change(Random random, String client, String room) {
    if (!forbidden.isEmpty() && random.nextInt(3) > 0) {
      forbidden.remove(random.nextInt(forbidden.size()));
    } else {
      forbidden.add(new Forbidden(client, room));
    }
  }
}
