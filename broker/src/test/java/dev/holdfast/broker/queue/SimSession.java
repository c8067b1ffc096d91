package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a simulated client: what the session layer does with the core, at random. */
final class SimSession implements Attachment, QueueReader.Sink {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(3, 900, 4);

  private final SimClient owner;
  private final SimBroker broker;
  private final Lane lane;
  private final Promises promises;
  private final int window;
  private final String sid;
  private @Nullable QueueReader reader;
  private boolean stopped;
  private boolean slow;

  /** Delivered and not acknowledged by the client. */
  private final TreeSet<Long> held = new TreeSet<>();

  /** Those of them that are gaps. */
  private final Set<Long> gaps = new HashSet<>();

  /** Acknowledged by the client since the last record. */
  private Set<Long> newlyAcknowledged = new HashSet<>();

  SimSession(SimClient owner, SimBroker broker, Lane lane, Promises promises, int window) {
    this.owner = owner;
    this.broker = broker;
    this.lane = lane;
    this.promises = promises;
    this.window = window;
    this.sid = owner.nextSid();
  }

  void connect(long from, @Nullable String pid) {
    SessionIdentity identity =
        owner.lifetime() == Lifetime.SESSION
            ? SessionIdentity.unrecoverable(sid)
            : SessionIdentity.recoverable(sid, "secret");
    broker.submit(
        new Command.Attach(
            new LogRecord.Connect(owner.key(), from, owner.lifetime(), identity, pid), this));
  }

  String client() {
    return owner.key().clientId();
  }

  int window() {
    return window;
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
    promises.attached(this, snapshot);
    owner.connected(this, snapshot);
    reader = new QueueReader(lane, snapshot, this, LIMITS, window);
    owner.attached(this);
    reader.pump();
  }

  @Override
  public void fenced() {
    stop();
  }

  /** Half of the connections that are challenged have nobody at their other end. */
  @Override
  public void challenged() {
    if (stopped || window % 2 == 0) {
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
        reader.close();
      }
      lost();
      broker.submit(new Command.Detach(owner.key(), this, forGood));
    }
  }

  /** The broker is gone. */
  void lost() {
    stopped = true;
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
      if (held.add(event.offset())) {
        gaps.add(event.offset());
      }
      return;
    }
    promises.delivered(this, event, again);
    if (!event.isVolatile()) {
      held.add(event.offset());
    }
  }

  // --- what the client does ---

  void toggleSlow() {
    slow = !slow;
    if (!slow) {
      reader.pump();
    }
  }

  void acknowledgeSome(Random random) {
    if (!held.isEmpty()) {
      long chosen = new ArrayList<>(held).get(random.nextInt(held.size()));
      if (random.nextBoolean()) {
        acknowledgeUpTo(chosen);
      } else {
        held.remove(chosen);
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
    if (!held.isEmpty()) {
      acknowledgeUpTo(held.last());
    }
    sendAck(true);
    reader.pump();
  }

  boolean holdsAny() {
    return !held.isEmpty() || slow;
  }

  private void acknowledgeUpTo(long offset) {
    for (Long done : List.copyOf(held.headSet(offset, true))) {
      acknowledged(done);
    }
    held.headSet(offset, true).clear();
    reader.window().acknowledgeUpTo(offset);
  }

  private void acknowledged(long offset) {
    if (gaps.remove(offset)) {
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

  void redeliverSome(Random random) {
    if (!held.isEmpty()) {
      reader.redeliver(new ArrayList<>(held).get(random.nextInt(held.size())));
    }
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
