package dev.holdfast.broker.queue;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A simulated application that emits to back-ends, and sends again what was not confirmed. */
final class SimPublisher {
  private static final List<StreamName> TARGETS =
      List.of(
          StreamName.inbox(SharedSimulation.NAMESPACE, SharedSimulation.DECLARED),
          StreamName.inbox(SharedSimulation.NAMESPACE, SharedSimulation.DECLARED),
          StreamName.inbox(SharedSimulation.NAMESPACE, SharedSimulation.NAMED),
          StreamName.room(SharedSimulation.NAMESPACE, "north"),
          StreamName.room(SharedSimulation.NAMESPACE, "south"));
  private static final int MAX_UNCONFIRMED = 5;

  private final ClientKey key;
  private final SharedChecks promises;

  /** Milliseconds. */
  private final LongSupplier clock;

  private final List<SimSolo> givenUp = new ArrayList<>();

  /** The newest; null before the first, and after a crash. */
  private @Nullable SimSolo connection;

  private int sids;
  private int emitted;
  private long lastSeq = -1;
  private final Map<Long, LogRecord.Emit> unconfirmed = new TreeMap<>();
  private final Map<String, LogRecord.Emit> unconfirmedIds = new TreeMap<>();

  SimPublisher(String id, SharedChecks promises, LongSupplier clock) {
    this.key = new ClientKey(SharedSimulation.NAMESPACE, id);
    this.promises = promises;
    this.clock = clock;
  }

  boolean connected() {
    return connection != null && !connection.stopped();
  }

  /** Opens a connection, and gives up the one before, of which the broker knows nothing. */
  SimSolo connect(SharedLife life) {
    if (connected()) {
      givenUp.add(connection);
    }
    String sid = "%-12s%08d".formatted(key.clientId(), sids++).replace(' ', '_');
    SimSolo opened = new SimSolo(key, sid, life, 1);
    opened.onAttached(this::attached);
    connection = opened;
    return opened;
  }

  /** What was not confirmed is sent again, in order, before anything else. */
  private void attached(SimSolo attached) {
    if (attached == connection) {
      List.copyOf(unconfirmed.values()).forEach(emit -> send(resent(emit)));
      List.copyOf(unconfirmedIds.values()).forEach(emit -> send(resent(emit)));
    }
  }

  private LogRecord.Emit resent(LogRecord.Emit emit) {
    return new LogRecord.Emit(
        emit.client(), clock.getAsLong(), emit.audience(), emit.marks(), emit.content());
  }

  /** Does one thing; now and then it has a back-end join a room, or leave one. */
  void act(SharedLife life, SimBackend any, Random random) {
    givenUp.removeIf(SimSolo::stopped);
    if (!givenUp.isEmpty() && random.nextInt(6) == 0) {
      // The broker notices at last that nobody is there.
      givenUp.get(random.nextInt(givenUp.size())).stop();
    } else if (connected() && connection.live()) {
      int whim = random.nextInt(100);
      if (whim < 80) {
        emit(random);
      } else if (whim < 92) {
        any.changeRooms(life, connection.lane(), random);
      } else if (whim < 97) {
        unconfirmedIds.values().stream().findAny().ifPresent(emit -> send(resent(emit)));
      } else {
        connection.stop();
      }
    }
  }

  private void emit(Random random) {
    List<StreamName> targets = new ArrayList<>();
    for (int more = 1 + random.nextInt(8) / 6; more > 0; more--) {
      targets.add(TARGETS.get(random.nextInt(TARGETS.size())));
    }
    boolean brief = random.nextInt(6) == 0;
    EmitMarks marks =
        brief
            ? EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(1 + random.nextInt(200)))
            : EmitMarks.NONE;
    switch (random.nextInt(8)) {
      case 0 -> send(emit(targets, marks));
      case 1 -> send(emit(targets, EmitMarks.ofVolatile()));
      case 2, 3 -> emitWithId(targets, marks);
      default -> emitNumbered(targets, marks);
    }
  }

  private void emitNumbered(List<StreamName> targets, EmitMarks marks) {
    if (unconfirmed.size() < MAX_UNCONFIRMED) {
      LogRecord.Emit emit = emit(targets, marks.withSeq(++lastSeq));
      unconfirmed.put(lastSeq, emit);
      send(emit);
    }
  }

  private void emitWithId(List<StreamName> targets, EmitMarks marks) {
    if (unconfirmedIds.size() < MAX_UNCONFIRMED) {
      String id = "id" + emitted;
      LogRecord.Emit emit = emit(targets, marks.withId(id));
      unconfirmedIds.put(id, emit);
      send(emit);
    }
  }

  private LogRecord.Emit emit(List<StreamName> targets, EmitMarks marks) {
    Bytes body = Bytes.utf8(key.clientId() + "#" + emitted++);
    return new LogRecord.Emit(
        key, clock.getAsLong(), Audience.to(targets), marks, Content.of(body));
  }

  private void send(LogRecord.Emit emit) {
    connection.append(
        emit,
        applied -> {
          unconfirmed.remove(emit.marks().seq());
          unconfirmedIds.remove(String.valueOf(emit.marks().id()));
          if (applied instanceof Applied.Stored stored) {
            promises.emitConfirmed(emit, stored.offset());
          } else if (!(applied instanceof Applied.Passed)) {
            promises.emitRefused(emit);
          }
        });
  }

  /** The broker is gone. */
  void lost() {
    if (connection != null) {
      connection.lost();
    }
    connection = null;
    givenUp.forEach(SimSolo::lost);
    givenUp.clear();
  }

  void checkAtRest() {
    Violation.unless(connection.live(), "REST", "%s waits for its client for ever", connection);
    Violation.unless(
        unconfirmed.isEmpty() && unconfirmedIds.isEmpty(),
        "P1",
        "%s waits for a confirm for ever",
        key);
  }
}
