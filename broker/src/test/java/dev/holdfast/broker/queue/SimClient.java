package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A simulated application: its queue, its emits without a confirm, and its whims. */
final class SimClient {
  private static final String NAMESPACE = "/";
  private static final List<String> ROOMS = List.of("north", "south", "east");
  private static final int MAX_UNCONFIRMED = 5;

  private final ClientKey key;
  private final boolean durable;
  private final Promises promises;
  private long lastSeq = -1;
  private int unnumbered;
  private int sessions;

  /** Emits that may have to be sent again, by number. */
  private final Map<Long, LogRecord.Emit> unconfirmed = new TreeMap<>();

  /** The newest connection; older ones may still be on their way out. */
  private @Nullable SimSession session;

  SimClient(String id, boolean durable, Promises promises) {
    this.key = new ClientKey(NAMESPACE, id);
    this.durable = durable;
    this.promises = promises;
  }

  ClientKey key() {
    return key;
  }

  boolean durable() {
    return durable;
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
    return !unconfirmed.isEmpty();
  }

  SimSession connect(SimBroker broker, Random random, long logEnd) {
    Lane lane = broker.lane(random.nextInt(broker.laneCount()));
    SimSession started = new SimSession(this, broker, lane, promises, 1 + random.nextInt(6));
    long from =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> (long) (random.nextDouble() * (logEnd + 5));
          default -> LogRecord.Connect.LATEST;
        };
    session = started;
    started.connect(from);
    return started;
  }

  /** A fresh connection sends again whatever was not confirmed, in order, before anything else. */
  void attached(SimSession attached) {
    List.copyOf(unconfirmed.values()).forEach(emit -> send(attached, resent(emit)));
  }

  private static LogRecord.Emit resent(LogRecord.Emit emit) {
    return new LogRecord.Emit(
        emit.client(),
        emit.seq(),
        emit.timeMs() + 1,
        emit.targets(),
        emit.except(),
        emit.id(),
        emit.body(),
        emit.attachments());
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
      join(live, pick(ROOMS, random));
    } else if (whim < 84) {
      leave(live, pick(ROOMS, random));
    } else if (whim < 92) {
      live.toggleSlow();
    } else if (whim < 95) {
      live.redeliverSome(random);
    } else {
      live.stop();
    }
  }

  private void join(SimSession live, String room) {
    LogRecord join = new LogRecord.Join(key, room);
    live.append(join, applied -> promises.membershipConfirmed(join));
  }

  private void leave(SimSession live, String room) {
    LogRecord leave = new LogRecord.Leave(key, room);
    live.append(leave, applied -> promises.membershipConfirmed(leave));
  }

  private void emit(SimSession live, Random random, List<SimClient> others) {
    List<StreamName> targets = new ArrayList<>();
    for (int more = 1 + random.nextInt(8) / 6; more > 0; more--) {
      targets.add(target(random, others));
    }
    List<String> except =
        random.nextInt(6) == 0 ? List.of(pick(others, random).key.clientId()) : List.of();
    boolean numbered = random.nextInt(4) > 0;
    if (numbered && unconfirmed.size() >= MAX_UNCONFIRMED) {
      return;
    }
    long seq = numbered ? ++lastSeq : LogRecord.Emit.NO_SEQ;
    String name = key.clientId() + (numbered ? "#" + seq : "." + unnumbered++);
    Bytes body = Bytes.utf8(name);
    LogRecord.Emit emit =
        new LogRecord.Emit(key, seq, 1_000, targets, except, null, body, List.of());
    if (numbered) {
      unconfirmed.put(seq, emit);
    }
    send(live, emit);
  }

  private static StreamName target(Random random, List<SimClient> others) {
    return switch (random.nextInt(6)) {
      case 0 -> StreamName.everyone(NAMESPACE);
      case 1 -> StreamName.inbox(NAMESPACE, pick(others, random).key.clientId());
      default -> StreamName.room(NAMESPACE, pick(ROOMS, random));
    };
  }

  private void send(SimSession live, LogRecord.Emit emit) {
    live.append(
        emit,
        applied -> {
          unconfirmed.remove(emit.seq());
          if (applied instanceof Applied.Stored stored) {
            promises.emitConfirmed(emit, stored.offset());
          } else {
            promises.emitRefused(emit);
          }
        });
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
