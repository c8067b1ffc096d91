package dev.holdfast.broker.queue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose session has its client to itself: a publisher's, or one that competes with the
 * members of a shared queue. Its CONNECT may come late, after that of a connection that was opened
 * after it.
 */
final class SimSolo implements Attachment, QueueReader.Sink, SharedChecks.Holder {
  private static final QueueReader.Limits LIMITS = new QueueReader.Limits(3, 900, 4);

  private final ClientKey key;
  private final String sid;
  private final SharedLife life;
  private final Lane lane;
  private final int window;
  private final long opened;

  /** Told when it has its client. */
  private Consumer<SimSolo> onAttached = attached -> {};

  private boolean arrived;

  /** How often a shared queue had asked for the client before this session did. */
  private int sharedBefore;

  private @Nullable QueueReader reader;
  private boolean stopped;

  /** Delivered and not acknowledged, in order: whether it is a gap. */
  private final Map<Long, Boolean> held = new LinkedHashMap<>();

  private Set<Long> unreceipted = new HashSet<>();
  private SimMarks marks = new SimMarks(Set.of());

  /** It is opened; {@link #arrive} follows, or the connection is gone before. */
  SimSolo(ClientKey key, String sid, SharedLife life, int window) {
    this.key = key;
    this.sid = sid;
    this.life = life;
    this.lane = life.anyLane();
    this.window = window;
    this.opened = life.nextOpened();
  }

  void onAttached(Consumer<SimSolo> action) {
    onAttached = action;
  }

  /** Its CONNECT has come. */
  void arrive() {
    arrived = true;
    if (!stopped) {
      sharedBefore = life.sharedAttaches(key);
      life.arrived(key, opened);
      SessionIdentity session = SessionIdentity.unrecoverable(sid);
      life.attach(
          new LogRecord.Connect(key, LogRecord.Connect.LATEST, Lifetime.DURABLE, session, null),
          this);
    }
  }

  boolean arrived() {
    return arrived;
  }

  boolean stopped() {
    return stopped;
  }

  /** Attached and not stopped. */
  boolean live() {
    return reader != null && !stopped;
  }

  @Override
  public String client() {
    return key.clientId();
  }

  @Override
  public int limit() {
    return window;
  }

  // --- as the shard sees it ---

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public long opened() {
    return life.seams.opened(opened);
  }

  @Override
  public void outrun() {
    Violation.unless(
        life.isOutrun(key, opened), "LATE", "%s was turned down, but is the newest", this);
    stop();
  }

  @Override
  public void attached(ClientSnapshot client) {
    if (!stopped) {
      life.promises.attached(this, client);
      marks = new SimMarks(client.attempts().keySet());
      reader = new QueueReader(lane, client, this, LIMITS, window);
      onAttached.accept(this);
      reader.pump();
    }
  }

  @Override
  public void fenced() {
    if (!stopped) {
      Violation.unless(
          life.isOutrun(key, opened) || life.sharedAttaches(key) > sharedBefore,
          "LATE",
          "%s lost its client to a connection that was opened before",
          this);
      stop();
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

  // --- as its reader sees it ---

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void deliver(Event event, boolean again) {
    if (event.isVolatile()) {
      life.promises.volatileDelivered(this, event);
      return;
    }
    if (event.gap() != null) {
      life.promises.gapTold(this, event, again);
    } else {
      life.promises.delivered(this, event, again);
    }
    marks.delivered(event, again, reader.handedOver());
    held.put(event.offset(), event.gap() != null);
  }

  // --- what it does ---

  void act(Random random) {
    if (random.nextInt(8) == 0) {
      stop();
    } else if (live()) {
      acknowledgeSome(random);
    }
  }

  private void acknowledgeSome(Random random) {
    if (!held.isEmpty()) {
      long chosen = List.copyOf(held.keySet()).get(random.nextInt(held.size()));
      boolean gap = held.remove(chosen);
      reader.window().acknowledge(chosen);
      life.promises.acknowledged(this, chosen, gap);
      if (!gap) {
        unreceipted.add(chosen);
      }
    }
    if (random.nextBoolean()) {
      sendAck(random.nextBoolean());
    }
    reader.pump();
  }

  private void sendAck(boolean receipted) {
    if (receipted) {
      Set<Long> events = unreceipted;
      unreceipted = new HashSet<>();
      append(reader.takeAck(true), applied -> life.promises.receipted(this, events));
    } else if (reader.hasNewAcks()) {
      append(reader.takeAck(false), applied -> {});
    }
  }

  /** Appends a record; its answer is lost when the connection ends before it comes. */
  void append(LogRecord record, Consumer<Applied> onAnswer) {
    life.append(
        record,
        lane,
        applied -> {
          if (!stopped) {
            onAnswer.accept(applied);
          }
        });
  }

  /** The connection ended, or somebody else takes over. */
  void stop() {
    if (!stopped) {
      if (reader != null) {
        sendAck(false);
        reader.close();
      }
      lost();
      life.detach(key, this, true);
    }
  }

  /** The broker is gone. */
  void lost() {
    stopped = true;
    life.promises.stopped(this);
  }

  @Override
  public String toString() {
    return "connection %d of %s".formatted(opened, key.clientId());
  }
}
