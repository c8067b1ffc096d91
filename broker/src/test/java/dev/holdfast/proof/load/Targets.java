package dev.holdfast.proof.load;

import dev.holdfast.proof.history.Target;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws whom to emit to: mostly a room, but also inboxes, everyone, and several at once. */
record Targets(List<String> rooms, List<String> clients, Random random)
    implements Supplier<Target> {
  @Override
  public Target get() {
    int draw = random.nextInt(100);
    if (draw < 60) {
      return Target.room(one(rooms));
    } else if (draw < 75) {
      return Target.client(one(clients));
    } else if (draw < 83) {
      return Target.all();
    } else if (draw < 92) {
      return new Target(List.of(one(rooms), one(rooms)), List.of(one(clients)), false, List.of());
    }
    return Target.room(one(rooms)).butNot(one(clients));
  }

  private String one(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
