package dev.holdfast.broker.queue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a simulated client: what the session layer does with the core, at random. */
final class SimSession implements Attachment, QueueReader.Sink {
  static final QueueReader.Limits LIMITS = new QueueReader.Limits(3, 900, 4);

  private final SimClient owner;
  private final SimBroker broker;
  private final Lane lane;
  private final Promises promises;
  private final SimManner manner;
  private final Wakeup wakeup;
  private final AckDeadlines deadlines;
  private final SimStanding standing;
  private final String sid;
  private LogRecord.@Nullable Connect asked;
  private @Nullable QueueReader reader;
  private boolean stopped;
  private boolean slow;

  private final SimHeld held = new SimHeld();
  private SimMarks marks = new SimMarks(Set.of());

  /** Acknowledged by the client since the last record. */
  private Set<Long> newlyAcknowledged = new HashSet<>();

  SimSession(SimClient owner, SimBroker broker, Lane lane, Promises promises, SimManner manner) {
    this.owner = owner;
    this.broker = broker;
    this.lane = lane;
    this.promises = promises;
    this.manner = manner;
    this.wakeup = new Wakeup(lane, this::overdue);
    this.deadlines =
        new AckDeadlines(
            Simulation.REDELIVERY.ackTimeoutMs(), offset -> reader.window().holds(offset));
    this.standing =
        new SimStanding(
            owner.key(), manner.permissions(), manner.clock(), record -> append(record, ok -> {}));
    this.sid = owner.nextSid();
  }

  void connect(long from, @Nullable String pid) {
    SessionIdentity identity =
        owner.lifetime() == Lifetime.SESSION
            ? SessionIdentity.unrecoverable(sid)
            : SessionIdentity.recoverable(sid, "secret");
    asked = new LogRecord.Connect(owner.key(), from, owner.lifetime(), identity, pid);
    broker.submit(new Command.Attach(asked, this));
  }

  String client() {
    return owner.key().clientId();
  }

  int window() {
    return manner.window();
  }

  boolean strict() {
    return manner.strict();
  }

  boolean givesBack() {
    return manner.givesBack();
  }

  /** Attached and not stopped. */
  boolean live() {
    return reader != null && !stopped;
  }

  boolean stopped() {
    return stopped;
  }

  // --- as the shard sees it ---

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public void attached(ClientSnapshot snapshot) {
    if (stopped) {
      return;
    }
    promises.attached(this, asked, snapshot);
    owner.connected(this, snapshot);
    ClientSnapshot read = manner.givesBack() ? snapshot : snapshot.withoutAttempts();
    marks = new SimMarks(read.attempts().keySet());
    reader = new QueueReader(lane, read, this, LIMITS, manner.window());
    owner.attached(this);
    reader.pump();
    review();
  }

  @Override
  public void fenced() {
    stop();
  }

  /** Half of the connections that are challenged have nobody at their other end. */
  @Override
  public void challenged() {
    if (stopped || manner.window() % 2 == 0) {
      stop();
    } else {
      owner.defended(this);
      broker.submit(new Command.Defend(owner.key(), this));
    }
  }

  @Override
  public void turnedAway() {
    if (!stopped) {
      stop();
      owner.turnedAway(this);
    }
  }

  @Override
  public void joined(Membership membership) {
    if (live()) {
      reader.joined(membership);
      standing.review(List.of(membership.name().name()));
    }
  }

  @Override
  public boolean mayBeIn(String room) {
    return standing.mayBeIn(room);
  }

  @Override
  public void banished(StreamName room, long offset) {
    if (live()) {
      promises.rooms().banished(this, room, offset);
      reader.banished(room, offset);
    }
  }

  /** What it may do has changed, or may have. */
  void review() {
    if (live()) {
      standing.review(reader.roomsRead());
    }
  }

  @Override
  public void dropped(QueueGap gap) {
    if (live()) {
      reader.dropped(gap);
    }
  }

  @Override
  public void left(StreamName room, long offset) {
    if (live()) {
      reader.left(room, offset);
    }
  }

  /** The connection ended, or a newer one takes over. */
  void stop() {
    stop(false);
  }

  /** The client leaves, and cannot recover. */
  void leave() {
    owner.leave();
    stop(true);
  }

  private void stop(boolean forGood) {
    if (!stopped) {
      if (reader != null) {
        sendAck(false);
        if (manner.givesBack() && owner.lifetime() != Lifetime.SESSION) {
          Failure left = failure(reader.outstanding(), 0, Failure.SESSION_ENDED);
          if (!left.offsets().isEmpty()) {
            append(new LogRecord.Failed(owner.key(), left, false), applied -> {});
          }
        }
        reader.close();
      }
      lost();
      broker.submit(new Command.Detach(owner.key(), this, forGood));
    }
  }

  /** The broker is gone. */
  void lost() {
    stopped = true;
    wakeup.cancel();
    promises.stopped(this);
  }

  // --- as its reader sees it ---

  @Override
  public boolean ready() {
    return !slow;
  }

  @Override
  public void deliver(Event event, boolean again) {
    if (event.gap() != null) {
      promises.gapTold(this, event, again);
    } else {
      promises.delivered(this, event, again);
    }
    if (event.isVolatile()) {
      return;
    }
    marks.delivered(event, again, reader.handedOver());
    held.delivered(event, again);
    if (manner.byHeartbeat()) {
      ping();
    } else if (manner.givesBack() && event.gap() == null) {
      deadlines.delivered(event.offset(), lane.nowMs());
      wakeup.by(deadlines.nextMs());
    }
  }

  private void ping() {
    marks.ping(broker.mark(reader.handedOver()), held.deliveries());
  }

  // --- what the client does ---

  void toggleSlow() {
    slow = !slow;
    if (!slow) {
      reader.pump();
    }
  }

  void acknowledgeSome(Random random) {
    if (manner.byHeartbeat()) {
      answer(marks.pong());
    } else if (!held.isEmpty()) {
      long chosen = held.any(random);
      if (random.nextBoolean()) {
        acknowledgeUpTo(chosen);
      } else {
        acknowledged(chosen);
        reader.window().acknowledge(chosen);
      }
    }
    if (random.nextInt(3) > 0) {
      sendAck(random.nextBoolean());
    }
    reader.pump();
  }

  /** Keeps up as a client that wants everything does. */
  void acknowledgeAll() {
    if (slow) {
      toggleSlow();
    }
    if (manner.byHeartbeat()) {
      ping();
      for (SimMarks.Mark mark = marks.pong(); mark != null; mark = marks.pong()) {
        answer(mark);
      }
    } else if (!held.isEmpty()) {
      acknowledgeUpTo(held.last());
    }
    sendAck(true);
    reader.pump();
  }

  boolean holdsAny() {
    return !held.isEmpty() || slow;
  }

  private void answer(SimMarks.@Nullable Mark mark) {
    if (mark != null) {
      held.ofFirst(mark.deliveries()).forEach(this::acknowledged);
      reader.window().acknowledgeUpTo(mark.upTo());
    }
  }

  private void acknowledgeUpTo(long offset) {
    held.upTo(offset).forEach(this::acknowledged);
    reader.window().acknowledgeUpTo(offset);
  }

  private void acknowledged(long offset) {
    if (held.done(offset)) {
      promises.gapAcknowledged(this, offset);
      return;
    }
    newlyAcknowledged.add(offset);
    promises.acknowledged(this, offset);
  }

  private void sendAck(boolean receipted) {
    if (!receipted && !reader.hasNewAcks()) {
      return;
    }
    LogRecord.Ack ack = reader.takeAck(receipted);
    Set<Long> events = newlyAcknowledged;
    newlyAcknowledged = new HashSet<>();
    append(
        ack,
        applied -> {
          if (receipted) {
            promises.receipted(this, ack, events);
          }
        });
  }

  /** Gives one event back, for some time. */
  void nackSome(Random random) {
    if (held.isEmpty() || !manner.givesBack()) {
      return;
    }
    long offset = held.any(random);
    if (held.isGap(offset)) {
      return;
    }
    long delayMs = random.nextBoolean() ? Failure.BACKOFF : random.nextInt(3) * 40L;
    held.giveBack(offset);
    deadlines.givenBack(offset);
    failed(failure(List.of(offset), delayMs, Failure.NACK), true);
  }

  /** By the lane's ticks, as in a real session. */
  private void overdue() {
    if (live()) {
      List<Long> overdue = deadlines.takeDue(lane.nowMs());
      failed(failure(overdue, Failure.BACKOFF, Failure.ACK_TIMEOUT), false);
      wakeup.by(deadlines.nextMs());
    }
  }

  private Failure failure(List<Long> offsets, long delayMs, String reason) {
    return new Failure(offsets, delayMs, reason, manner.clock().getAsLong());
  }

  private void failed(Failure failure, boolean nacked) {
    Failure counted = reader.retries().failing(failure, nacked);
    if (owner.lifetime() == Lifetime.SESSION) {
      reader.retries().decide(counted, Simulation.REDELIVERY);
    } else if (!counted.offsets().isEmpty()) {
      sendAck(false);
      LogRecord.Failed record = new LogRecord.Failed(owner.key(), counted, nacked);
      append(record, applied -> decided(record, applied));
    }
  }

  private void decided(LogRecord.Failed record, Applied applied) {
    if (applied instanceof Applied.Retried retried) {
      promises.failed(this, record, retried);
      held.givenUp(retried.dead());
      reader.retries().decided(record.failure(), retried.retries());
      reader.pump();
    }
  }

  /** Something of its window comes again some time, or is to be acknowledged by some time. */
  boolean waitsForTime() {
    return reader.window().unacknowledged() > 0;
  }

  /** Appends a record; its answer is lost when the connection ends before it comes. */
  void append(LogRecord record, Consumer<Applied> onAnswer) {
    broker.submit(
        new Command.Append(
            record,
            lane,
            applied -> {
              if (!stopped) {
                onAnswer.accept(applied);
              }
            }));
  }
}
