package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A simulated application: its queue, its emits without a confirm, and its whims. */
final class SimClient {
  private static final String NAMESPACE = "/";
  static final List<String> ROOMS = List.of("north", "south", "east");

  /** Rooms that are mostly empty, so that they are retired and used again. */
  private static final List<String> BRIEF_ROOMS = List.of("order-1", "order-2", "order-3");

  /** All that there ever are. */
  static final List<String> ALL_ROOMS =
      Stream.concat(ROOMS.stream(), BRIEF_ROOMS.stream()).toList();

  private static final int MAX_UNCONFIRMED = 5;

  private final ClientKey key;
  private final Lifetime lifetime;
  private final Promises promises;

  /** Milliseconds. */
  private final LongSupplier clock;

  private long lastSeq = -1;
  private int emitted;

  /** Positions of emits that wait for their time, or have waited. */
  private final List<Long> scheduled = new ArrayList<>();

  private int sessions;

  /** Emits that may have to be sent again, by number. */
  private final Map<Long, LogRecord.Emit> unconfirmed = new TreeMap<>();

  /** The same for those that have an id instead of a number. */
  private final Map<String, LogRecord.Emit> unconfirmedIds = new TreeMap<>();

  /** An older connection that was challenged by a newer one and stood. */
  private @Nullable SimSession defending;

  /** The newest connection; older ones may still be on their way out. */
  private @Nullable SimSession session;

  /** What it knows of the session it may recover. */
  private @Nullable SessionIdentity identity;

  /** It was turned away, or left for good: there is nothing it could come back to. */
  private boolean over;

  SimClient(String id, Lifetime lifetime, Promises promises, LongSupplier clock) {
    this.key = new ClientKey(NAMESPACE, id);
    this.lifetime = lifetime;
    this.promises = promises;
    this.clock = clock;
  }

  ClientKey key() {
    return key;
  }

  Lifetime lifetime() {
    return lifetime;
  }

  /** Nothing is left of it, or nothing by which it could be known. */
  boolean over() {
    boolean namesItself = lifetime == Lifetime.DURABLE;
    return over || (!namesItself && session != null && identity == null && !connected());
  }

  @Nullable SessionIdentity identity() {
    return identity;
  }

  /** What it may present. Some applications keep no pid. */
  @Nullable String pid(Random random) {
    boolean keeps = lifetime == Lifetime.RECOVERABLE || random.nextBoolean();
    return identity == null || !keeps ? null : identity.pid();
  }

  /** A session of it has connected. */
  void connected(SimSession attached, ClientSnapshot snapshot) {
    Violation.unless(
        lifetime != Lifetime.RECOVERABLE
            || identity == null
            || (snapshot.recovered() && identity.equals(snapshot.session())),
        "RECOVERY",
        "%s came back as %s, not as %s",
        key,
        snapshot.session(),
        identity);
    identity = lifetime == Lifetime.SESSION ? null : snapshot.session();
    if (defending != attached) {
      defending = null;
    }
  }

  /** Nothing is known of its pid any more, or another of its own sessions was preferred. */
  void turnedAway(SimSession turned) {
    if (session != turned) {
      return;
    }
    if (defending != null) {
      session = defending;
      defending = null;
    } else {
      over = promises.isUnknown(key.clientId());
      Violation.unless(over, "RECOVERY", "%s was turned away, but is known", key);
    }
  }

  /** An older session has shown that it is there. */
  void defended(SimSession older) {
    defending = older;
  }

  /** It leaves for good, and comes back as another if it has no name. */
  void leave() {
    identity = null;
    over = lifetime == Lifetime.RECOVERABLE;
  }

  /** Of the length of a real one, and never given twice. */
  String nextSid() {
    return "%-12s%08d".formatted(key.clientId(), sessions++).replace(' ', '_');
  }

  boolean connected() {
    return session != null && !session.stopped();
  }

  @Nullable SimSession liveSession() {
    return session != null && session.live() ? session : null;
  }

  boolean waitsForConfirms() {
    return !unconfirmed.isEmpty() || !unconfirmedIds.isEmpty();
  }

  SimSession connect(SimBroker broker, Random random, SimPermissions permissions, long logEnd) {
    Lane lane = broker.lane(random.nextInt(broker.laneCount()));
    boolean strict = random.nextInt(4) == 0;
    SimManner manner =
        new SimManner(
            strict ? 1 : 1 + random.nextInt(6), strict, random.nextBoolean(), clock, permissions);
    SimSession started = new SimSession(this, broker, lane, promises, manner);
    long from =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> (long) (random.nextDouble() * (logEnd + 5));
          default -> LogRecord.Connect.LATEST;
        };
    session = started;
    started.connect(from, pid(random));
    return started;
  }

  /** A fresh connection sends again whatever was not confirmed, in order, before anything else. */
  void attached(SimSession attached) {
    List.copyOf(unconfirmed.values()).forEach(emit -> send(attached, resent(emit)));
    List.copyOf(unconfirmedIds.values()).forEach(emit -> send(attached, resent(emit)));
  }

  private LogRecord.Emit resent(LogRecord.Emit emit) {
    return new LogRecord.Emit(
        emit.client(), clock.getAsLong(), emit.audience(), emit.marks(), emit.content());
  }

  /** Does one thing, whatever comes to its mind. */
  void act(Random random, List<SimClient> others) {
    SimSession live = liveSession();
    if (live == null) {
      return;
    }
    int whim = random.nextInt(100);
    if (whim < 35) {
      emit(live, random, others);
    } else if (whim < 70) {
      live.acknowledgeSome(random);
    } else if (whim < 78) {
      String room = room(random, 6);
      maybeEmitTo(live, random, room);
      join(live, who(random, others), room);
    } else if (whim < 84) {
      String room = room(random, 2);
      maybeEmitTo(live, random, room);
      leave(live, who(random, List.of()), room);
      maybeEmitTo(live, random, room);
    } else if (whim < 90) {
      live.toggleSlow();
    } else if (whim < 94) {
      live.nackSome(random);
    } else if (whim < 95) {
      changeDeadLetter(live, random);
    } else if (whim < 96) {
      retry(live, random);
    } else if (whim < 97) {
      cancelOne(live, random);
    } else if (whim < 99) {
      live.stop();
    } else {
      live.leave();
    }
  }

  /** Itself or, as a back-end does, others. */
  private ClientKey who(Random random, List<SimClient> others) {
    return switch (random.nextInt(8)) {
      case 0 -> Simulation.SHARED;
      case 1, 2 -> others.isEmpty() ? key : pick(others, random).key;
      default -> key;
    };
  }

  private void join(SimSession live, ClientKey who, String room) {
    LogRecord join = new LogRecord.Join(who, room);
    live.append(join, applied -> promises.changed(join));
  }

  /** One of them comes again, or is deleted. */
  private void changeDeadLetter(SimSession live, Random random) {
    List<Long> letters = promises.failures().deadLetters(key.clientId());
    if (!letters.isEmpty()) {
      long offset = pick(letters, random);
      LogRecord record =
          random.nextBoolean()
              ? new LogRecord.Replay(key, offset, clock.getAsLong())
              : new LogRecord.Purge(key, List.of(offset));
      live.append(record, applied -> promises.changed(record));
    }
  }

  private void leave(SimSession live, ClientKey who, String room) {
    LogRecord leave = new LogRecord.Leave(who, room);
    live.append(leave, applied -> promises.changed(leave));
  }

  private void emit(SimSession live, Random random, List<SimClient> others) {
    List<StreamName> targets = new ArrayList<>();
    for (int more = 1 + random.nextInt(8) / 6; more > 0; more--) {
      targets.add(target(random, others));
    }
    List<String> except =
        random.nextInt(6) == 0 ? List.of(pick(others, random).key.clientId()) : List.of();
    List<String> exceptRooms = random.nextInt(6) == 0 ? List.of(room(random, 3)) : List.of();
    Audience audience = Audience.to(targets).except(except).exceptRooms(exceptRooms);
    EmitMarks marks = EmitMarks.NONE.withHandling(handling(random));
    switch (random.nextInt(8)) {
      case 0 -> send(live, emit(audience, marks));
      case 1 -> send(live, emit(audience, EmitMarks.ofVolatile()));
      case 2, 3 -> emitWithId(live, audience, marks);
      default -> emitNumbered(live, audience, marks);
    }
  }

  private Handling handling(Random random) {
    boolean receipt = lifetime == Lifetime.DURABLE && random.nextInt(4) == 0;
    Handling asked = Handling.PLAIN.withReceipt(receipt);
    return random.nextInt(6) == 0
        ? asked.withDeliverAt(clock.getAsLong() + random.nextInt(600))
        : asked.withRetained(random.nextInt(6) == 0);
  }

  /**
   * Next to a join or a leave: the first or last event that is a member's, or one that is not. Not
   * to a brief room, which would not be retired then.
   */
  private void maybeEmitTo(SimSession live, Random random, String room) {
    if (random.nextBoolean() && ROOMS.contains(room)) {
      StreamName target = StreamName.room(NAMESPACE, room);
      send(live, emit(Audience.to(List.of(target)), EmitMarks.NONE));
    }
  }

  private void emitNumbered(SimSession live, Audience audience, EmitMarks marks) {
    if (unconfirmed.size() < MAX_UNCONFIRMED) {
      long seq = ++lastSeq;
      LogRecord.Emit emit = emit(audience, marks.withSeq(seq));
      unconfirmed.put(seq, emit);
      send(live, emit);
    }
  }

  private void emitWithId(SimSession live, Audience audience, EmitMarks marks) {
    if (unconfirmedIds.size() < MAX_UNCONFIRMED) {
      String id = "id" + emitted;
      LogRecord.Emit emit = emit(audience, marks.withId(id));
      unconfirmedIds.put(id, emit);
      send(live, emit);
    }
  }

  /** The confirm is late: it is sent again over the same connection, as stock clients do. */
  private void retry(SimSession live, Random random) {
    if (!unconfirmedIds.isEmpty()) {
      send(live, resent(pick(List.copyOf(unconfirmedIds.values()), random)));
    }
  }

  private LogRecord.Emit emit(Audience audience, EmitMarks marks) {
    String unique = key.clientId() + "#" + emitted++;
    Bytes body = Bytes.utf8(marks.handling().retained() ? retained(unique) : unique);
    EmitMarks traced = timed(marks).withTrace(SimTraces.of(body));
    return new LogRecord.Emit(key, clock.getAsLong(), audience, traced, Content.of(body));
  }

  private EmitMarks timed(EmitMarks marks) {
    return emitted % 4 == 0 && !marks.isVolatile()
        ? marks.withHandling(marks.handling().withTtl(1 + 97L * emitted % 200))
        : marks;
  }

  /** Of one of a few names; now and then without arguments, which removes what is kept. */
  private String retained(String unique) {
    String name = "\"n" + emitted % 3 + "\"";
    return emitted % 5 == 0 ? name : name + ",\"" + unique + "\"";
  }

  /** Takes back what waits for its time, or does not wait any more. */
  private void cancelOne(SimSession live, Random random) {
    if (!scheduled.isEmpty()) {
      long position = scheduled.remove(random.nextInt(scheduled.size()));
      LogRecord.Cancel cancel = new LogRecord.Cancel(key, position, false);
      live.append(
          cancel,
          applied ->
              promises.publishers().cancelAnswered(cancel, ((Applied.Cancelled) applied).done()));
    }
  }

  private static StreamName target(Random random, List<SimClient> others) {
    SessionIdentity named = pick(others, random).identity;
    if (named != null && random.nextInt(10) == 0) {
      return random.nextBoolean()
          ? StreamName.session(NAMESPACE, named.sid())
          : StreamName.room(NAMESPACE, named.sid());
    }
    return switch (random.nextInt(6)) {
      case 0 -> StreamName.everyone(NAMESPACE);
      case 1 ->
          random.nextInt(3) == 0
              ? StreamName.inbox(NAMESPACE, Simulation.SHARED.clientId())
              : StreamName.inbox(NAMESPACE, pick(others, random).key.clientId());
      default -> StreamName.room(NAMESPACE, room(random, 3));
    };
  }

  /** One out of so many times a brief one. */
  private static String room(Random random, int times) {
    return pick(random.nextInt(times) == 0 ? BRIEF_ROOMS : ROOMS, random);
  }

  private void send(SimSession live, LogRecord.Emit emit) {
    live.append(
        emit,
        applied -> {
          unconfirmed.remove(emit.marks().seq());
          unconfirmedIds.remove(String.valueOf(emit.marks().id()));
          if (applied instanceof Applied.Stored stored) {
            promises.publishers().emitConfirmed(emit, stored.offset());
            if (emit.marks().handling().deliverAtMs() > 0) {
              scheduled.add(stored.offset());
            }
          } else if (!(applied instanceof Applied.Passed)) {
            promises.publishers().emitRefused(emit);
          }
        });
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
