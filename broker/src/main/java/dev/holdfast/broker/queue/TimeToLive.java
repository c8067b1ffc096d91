package dev.holdfast.broker.queue;

import java.util.List;

/**
 * How long an event is delivered: the least of what its publisher and the rooms it goes to say. One
 * time holds in all its streams, so that it expires for everybody at once. Owned by the shard
 * writer.
 */
final class TimeToLive {
  private static final int CACHED = 10_000;

  private final Policies policies;
  private final boolean roomsExpire;
  private final BoundedCache<StreamName, Long> ofRooms = new BoundedCache<>(CACHED);

  TimeToLive(Policies policies) {
    this.policies = policies;
    this.roomsExpire = policies.roomsExpire();
  }

  /** The emit with the time that holds for it; a volatile one has none. */
  LogRecord.Emit limit(LogRecord.Emit emit, List<StreamName> targets) {
    if (!roomsExpire || emit.marks().isVolatile()) {
      return emit;
    }
    long asked = emit.marks().handling().ttlMs();
    long least = asked == 0 ? Long.MAX_VALUE : asked;
    for (StreamName target : targets) {
      long ofRoom = ofRoom(target);
      least = ofRoom == 0 ? least : Math.min(least, ofRoom);
    }
    return least == Long.MAX_VALUE || least == asked ? emit : emit.withTtl(least);
  }

  private long ofRoom(StreamName target) {
    if (target.kind() != StreamName.Kind.ROOM && target.kind() != StreamName.Kind.EVERYONE) {
      return 0;
    }
    Long known = ofRooms.get(target);
    if (known == null) {
      known = policies.room(target).ttlMs();
      ofRooms.put(target, known);
    }
    return known;
  }

  /** The commit stands. */
  void committed() {
    ofRooms.trim(ttl -> false);
  }
}
