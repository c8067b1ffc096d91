package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** The sessions that share one queue: they come and go, at random. */
final class SimMembers {
  private static final int MOST = 4;

  private final SharedPromises promises;
  private final LongSupplier clock;
  private final SimPermissions permissions;
  private final List<SimMember> members = new ArrayList<>();
  private int connected;

  SimMembers(SharedPromises promises, LongSupplier clock, SimPermissions permissions) {
    this.promises = promises;
    this.clock = clock;
    this.permissions = permissions;
  }

  /** One of them does something, or another comes. */
  void act(SimBroker broker, Random random) {
    members.removeIf(SimMember::gone);
    int chosen = random.nextInt(MOST);
    if (chosen >= members.size()) {
      connect(broker, random);
    } else if (members.get(chosen).live()) {
      members.get(chosen).act(random);
    }
  }

  private void connect(SimBroker broker, Random random) {
    Lane lane = broker.lane(random.nextInt(broker.laneCount()));
    SimStanding standing =
        new SimStanding(
            promises.client(),
            permissions,
            clock,
            record -> broker.submit(new Command.Append(record, lane, applied -> {})));
    SimMember.Manner manner =
        new SimMember.Manner(1 + random.nextInt(4), random.nextInt(6) == 0, clock, standing);
    String sid = "%-20d".formatted(connected++).replace(' ', '-');
    members.add(new SimMember(broker.sharedQueues(), lane, promises, manner, sid));
  }

  /** They look at their rooms when their lanes come to it. */
  void review() {
    members.forEach(member -> member.lane().execute(member::review));
  }

  /** The broker is gone. */
  void lost() {
    members.forEach(SimMember::lost);
    members.clear();
  }

  /** They keep up; false when there is nothing they could do. */
  boolean keepUp(SimBroker broker, Random random) {
    members.removeIf(SimMember::gone);
    boolean worked = members.isEmpty();
    if (worked) {
      connect(broker, random);
    }
    for (SimMember member : members) {
      if (member.live() && member.holdsAny()) {
        member.keepUp(random);
        worked = true;
      }
    }
    return worked;
  }
}
