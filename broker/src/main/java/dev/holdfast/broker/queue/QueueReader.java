package dev.holdfast.broker.queue;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one client's queue for its session: merges its streams from the cursor on, from the tail
 * where it reaches back far enough and else from the store, a page at a time, and hands each event
 * to the {@link Sink} as long as the window and the sink have room. Owned by the session's lane.
 *
 * <p>While it has caught up with the lane, its {@link Progress} is not moved for commits that do
 * not concern it.
 */
public final class QueueReader {
  private final Lane lane;
  private final ClientSnapshot client;
  private final Sink sink;
  private final QueuePages pages;
  private final AckWindow window;
  private final Memberships memberships = new Memberships();
  private final Progress progress;
  private final Rereads rereads;
  private final Retries retries;
  private final GapsAcross across = new GapsAcross();

  private long acknowledgedUpTo;
  private boolean caughtUp;
  private boolean paging;
  private boolean held;

  /** It has passed events, or a membership has ended, since this was last asked. */
  private boolean moved = true;

  /** Volatile events up to this offset came before the session, or in the commit it came with. */
  private final long startedAt;

  /**
   * Starts to read; the first events may be handed over before this returns.
   *
   * @param window how many events the session may hold unacknowledged, at least 1
   */
  public QueueReader(Lane lane, ClientSnapshot client, Sink sink, Limits limits, int window) {
    this.lane = lane;
    this.client = client;
    this.sink = sink;
    this.pages = new QueuePages(lane, client.key().clientId(), limits);
    this.window = new AckWindow(window, limits.maxOutOfOrderAcks());
    this.retries = new Retries(lane, this.window, client.attempts(), this::due);
    this.progress = new Progress(pages, client, memberships, retries, sink);
    this.rereads = new Rereads(pages, memberships, this.window, progress.gaps());
    this.acknowledgedUpTo = client.upTo();
    this.startedAt = lane.newest();
    client.memberships().forEach(this::add);
  }

  private void add(Membership membership) {
    memberships.add(membership);
    lane.subscribe(membership.stream(), this);
  }

  /** The client joined a room: its events count from the join on. */
  public void joined(Membership membership) {
    if (!pages.closed()) {
      add(membership);
    }
  }

  /** The client left a room at {@code offset}: what came before is still delivered. */
  public void left(StreamName room, long offset) {
    moved = true;
    memberships.left(room, offset);
  }

  /** The client may not be in a room: nothing of it before {@code offset} is delivered any more. */
  public void banished(StreamName room, long offset) {
    moved = true;
    memberships.banished(room, offset);
  }

  /** What the client has lost with rooms, of what was delivered before {@code offset}. */
  Banishment lostBefore(long offset) {
    return new Banishment(offset, memberships.all());
  }

  /** Something was dropped: the client is told of all but what it was handed and still has. */
  public void dropped(QueueGap gap) {
    progress.gaps().dropped(gap);
    if (pages.closed() || gap.to() <= handedOver()) {
      return;
    }
    progress.moveTo(handedOver());
    progress.gaps().add(gap);
    caughtUp = false;
    pump();
  }

  /** The rooms it is a member of now, sorted. */
  public List<String> rooms() {
    return memberships.rooms();
  }

  /** The same and those it has left, as long as something of them may wait. */
  public List<String> roomsRead() {
    return memberships.roomsRead();
  }

  /** A commit came that has events of one of this reader's streams. */
  void onCommit(Commit commit) {
    moved = true;
    if (caughtUp) {
      progress.moveTo(commit.first() - 1);
    }
    progress.live(caughtUp && commit.first() > startedAt);
    // Only the pump may say so again: if the sink is not ready now, this commit stays to be read.
    caughtUp = false;
    pump();
    progress.live(false);
    commit.questions().forEach(this::reportMissed);
  }

  private void reportMissed(Event question) {
    if (!pages.closed() && progress.hasMissed(question)) {
      sink.missed(Objects.requireNonNull(question.question()));
    }
  }

  /** Hands over what there is and may be: to be called when the sink has room again. */
  public void pump() {
    // What came since, was not for this reader: without this it would look for it, even on disk.
    progress.moveTo(handedOver());
    if (!paging) {
      redeliverNext();
    }
    while (!paging && mayDeliver() && !atEnd()) {
      long position = progress.position();
      if (position < progress.gaps().queueFloor()) {
        // What was dropped need not be read.
        progress.taken(true, progress.gaps().queueFloor());
      } else if (position < lane.tail().start()) {
        readPage(position);
      } else {
        across.turn(position, progress.gaps());
        lane.counts().tailRead();
        deliver(lane.tail().after(position));
      }
    }
    progress.tellRun();
    if (!pages.closed() && (caughtUp || window.room() == 0)) {
      sink.paused();
    }
  }

  /**
   * With a gap that is yet to be told it is not done: its place is in a commit that is to come, and
   * perhaps has nothing else for this reader.
   */
  private boolean atEnd() {
    boolean atEnd = progress.position() >= lane.tail().end();
    if (atEnd) {
      across.turn(progress.position(), progress.gaps());
    }
    boolean waits = progress.gaps().isWaiting();
    if (atEnd && waits) {
      lane.pumpAfterNextCommit(this);
    }
    caughtUp = atEnd && !waits;
    return atEnd;
  }

  private boolean mayDeliver() {
    return progress.hasRoom() && !held && sink.ready();
  }

  /**
   * Hands over nothing until {@link #release}: what is {@link #handedOver} now is what has been
   * before something else that the session is to show first.
   */
  public void hold() {
    held = true;
  }

  /** Goes on where it was held. */
  public void release() {
    held = false;
    pump();
  }

  private void deliver(Commit commit) {
    boolean taken = true;
    for (int index : commit.eventsOf(memberships.streams())) {
      Event event = commit.event(index);
      if (event.offset() > progress.position()) {
        taken = mayDeliver() && progress.take(event);
        if (!taken) {
          break;
        }
      }
    }
    progress.taken(taken, commit.last());
  }

  private void readPage(long after) {
    paging = true;
    pages.first(memberships.all(), after, lane.tail().end(), window.room(), this::onPage);
  }

  private void onPage(PageRequest.Page page) {
    paging = false;
    moved = true;
    lane.counts().logRead(page.events().size());
    across.note(page);
    if (held) {
      return;
    }
    // The page was bounded by the window's room, which only gaps have shrunk since; the sink takes
    // it whole.
    boolean taken = true;
    for (Event event : page.events()) {
      if (taken && event.offset() > progress.position()) {
        taken = progress.take(event);
      }
    }
    progress.taken(taken, page.scannedTo());
    progress.tellRun();
    pump();
  }

  /** The time of events that wait in the window has come, if they are not acknowledged by now. */
  private void due(List<Long> offsets) {
    offsets.forEach(rereads::want);
    pump();
  }

  /** What has failed of the window, and what waits in it. */
  public Retries retries() {
    return retries;
  }

  /** What was sent in this session, is not acknowledged and does not wait for another attempt. */
  public List<Long> outstanding() {
    return window.heldEvents().stream().filter(retries::isWithClient).toList();
  }

  private void redeliverNext() {
    if (!pages.closed() && sink.ready()) {
      paging = true;
      if (!rereads.readNext(this::onRedelivery)) {
        paging = false;
      }
    }
  }

  private void onRedelivery(@Nullable Event event) {
    paging = false;
    if (event != null && !retries.waits(event.offset())) {
      boolean again = retries.sentAgain(event.offset());
      if (event.gap() == null || sink.takesGaps()) {
        sink.deliver(event, again);
      } else {
        window.acknowledge(event.offset());
      }
    }
    pump();
  }

  /**
   * Reads an event of this queue that is not acknowledged once more. In its own time: neither the
   * window nor the sink is asked.
   *
   * @param to called on the lane, unless the reader was closed, with the event, or with a gap if it
   *     was dropped
   */
  public void reread(long offset, Consumer<Event> to) {
    rereads.read(offset, to);
  }

  /** What is delivered and not acknowledged; {@link #pump} is to follow what makes room in it. */
  public AckWindow window() {
    return window;
  }

  /** The offset up to which the last acknowledgement taken reaches. */
  public long acknowledgedUpTo() {
    return acknowledgedUpTo;
  }

  /** True when an acknowledgement of this offset makes sense: it was delivered, now or earlier. */
  public boolean wasDelivered(long offset) {
    return offset <= handedOver();
  }

  /**
   * Begins after this offset instead of at the cursor: the client has seen everything up to it.
   * Only before the first {@link #pump}; an offset the log has not reached is not believed.
   */
  public void skipTo(long offset) {
    if (offset <= lane.tail().end()) {
      progress.skipTo(offset);
    }
  }

  /** True when {@link #takeAck} has something to say that it has not said before. */
  public boolean hasNewAcks() {
    return window.cursor(handedOver()) > acknowledgedUpTo || window.hasNewAlso();
  }

  /** True when, since this was last asked, events came that may have needed no acknowledgement. */
  public boolean hasMoved() {
    boolean answer = moved;
    moved = false;
    return answer;
  }

  /**
   * The record that makes the acknowledgements since the last call durable.
   *
   * @param receipted true when the client waits to hear that it is
   */
  public LogRecord.Ack takeAck(boolean receipted) {
    acknowledgedUpTo = Math.max(acknowledgedUpTo, window.cursor(handedOver()));
    dropConsumed();
    progress.gaps().forgetUpTo(acknowledgedUpTo);
    lane.counts().acknowledged(window.takeDone());
    return new LogRecord.Ack(
        client.key(), acknowledgedUpTo, window.takeAlso(acknowledgedUpTo), receipted);
  }

  /** Ended memberships whose events are all acknowledged are of no use any more. */
  private void dropConsumed() {
    memberships.dropEndedBy(acknowledgedUpTo, stream -> lane.unsubscribe(stream, this));
  }

  /** The offset up to which all of the queue has been delivered, or was there to deliver. */
  public long handedOver() {
    return caughtUp ? Math.max(progress.position(), lane.handedOver()) : progress.position();
  }

  /** Reads no more; nothing is handed to the sink after this. */
  public void close() {
    pages.close();
    retries.close();
    // What comes from now on is not offered to it, so it must not count as handed over.
    caughtUp = false;
    memberships.streams().forEach(stream -> lane.unsubscribe(stream, this));
  }

  /**
   * Where the events go. Called on the lane; from within {@code deliver} it may ask the reader, but
   * not have it deliver or acknowledge anything.
   */
  public interface Sink {
    /** False while the way to the client is full; {@link QueueReader#pump} is called after. */
    boolean ready();

    /**
     * False when the client is not told of gaps: then a gap counts as acknowledged. The same for as
     * long as the sink is served.
     */
    default boolean takesGaps() {
      return true;
    }

    /**
     * Sends one event.
     *
     * @param again true when this session was sent it before
     */
    void deliver(Event event, boolean again);

    /** A question was for this client, but came when it had no room. */
    default void missed(Question question) {}

    /**
     * For now there is nothing more to hand over: the queue's end is reached, or the window is
     * full. The same rules as for {@code deliver}.
     */
    default void paused() {}
  }

  /**
   * Bounds that all readers share.
   *
   * @param pageEvents events of a page read from the store
   * @param pageBytes bytes of such a page
   * @param maxOutOfOrderAcks acknowledged events a session may have behind its oldest
   *     unacknowledged
   */
  public record Limits(int pageEvents, long pageBytes, int maxOutOfOrderAcks) {}
}
