package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A simulated back-end: members that share its queue, and now and then a session that wants the
 * queue for itself.
 */
final class SimBackend {
  private static final List<String> ROOMS = List.of("north", "south");
  private static final int MAX_MEMBERS = 4;
  private static final int MAX_WINDOW = 4;

  private final ClientKey key;
  private final SharedChecks promises;
  private final List<SharedMember> members = new ArrayList<>();
  private final List<SimSolo> solos = new ArrayList<>();
  private int sids;

  SimBackend(String id, SharedChecks promises) {
    this.key = new ClientKey(SharedSimulation.NAMESPACE, id);
    this.promises = promises;
  }

  ClientKey key() {
    return key;
  }

  String nextSid() {
    return "%-12s%08d".formatted(key.clientId(), sids++).replace(' ', '_');
  }

  /** Does one thing, or one of its members does. */
  void act(SharedLife life, Random random) {
    members.removeIf(SharedMember::stopped);
    solos.removeIf(SimSolo::stopped);
    if (members.isEmpty() || (members.size() < MAX_MEMBERS && random.nextInt(12) == 0)) {
      join(life);
    } else if (!solos.isEmpty() && random.nextInt(3) == 0) {
      solos.get(random.nextInt(solos.size())).act(random);
    } else {
      members.get(random.nextInt(members.size())).act(random);
    }
  }

  private void join(SharedLife life) {
    members.add(new SharedMember(this, life, 1 + life.random.nextInt(MAX_WINDOW)));
  }

  /** A session wants the queue for itself. */
  SimSolo compete(SharedLife life) {
    SimSolo solo = new SimSolo(key, nextSid(), life, 1 + life.random.nextInt(MAX_WINDOW));
    solos.add(solo);
    return solo;
  }

  /** The other members. */
  List<SharedMember> colleaguesOf(SharedMember member) {
    return members.stream().filter(other -> other != member).toList();
  }

  void changeRooms(SharedLife life, Lane lane, Random random) {
    String room = ROOMS.get(random.nextInt(ROOMS.size()));
    LogRecord change =
        random.nextBoolean() ? new LogRecord.Join(key, room) : new LogRecord.Leave(key, room);
    life.append(change, lane, applied -> promises.confirmed(change));
  }

  /** A session or member of it is about to get events: those of the other kind must be gone. */
  void checkAlone(SharedMember member) {
    solos.forEach(solo -> fenced(solo, solo.live(), member));
  }

  /** The same for a session of its own. */
  void checkAlone(SimSolo session) {
    members.forEach(member -> fenced(member, member.live(), session));
    solos.forEach(solo -> fenced(solo, solo != session && solo.live(), session));
  }

  private static void fenced(Object older, boolean live, Object newer) {
    Violation.unless(!live, "FENCING", "%s attached while %s was not fenced", newer, older);
  }

  /** The broker is gone. */
  void lost() {
    members.forEach(SharedMember::lost);
    members.clear();
    solos.forEach(SimSolo::lost);
    solos.clear();
  }

  /** All keep up, and no session has the queue for itself; false when there is nothing to do. */
  boolean keepUp(SharedLife life) {
    members.removeIf(SharedMember::stopped);
    boolean worked = false;
    for (SimSolo solo : List.copyOf(solos)) {
      worked |= !solo.stopped();
      solo.stop();
    }
    solos.clear();
    if (members.isEmpty()) {
      join(life);
      worked = true;
    }
    for (SharedMember member : List.copyOf(members)) {
      worked |= member.keepUp();
    }
    return worked;
  }

  void checkAtRest() {
    promises.checkNothingMissed(key.clientId());
    for (SharedMember member : members) {
      Violation.unless(member.live(), "REST", "%s waits for its place for ever", member);
      promises.checkRooms(key.clientId(), member.rooms());
    }
  }
}
