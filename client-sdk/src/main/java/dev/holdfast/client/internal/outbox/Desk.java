package dev.holdfast.client.internal.outbox;

import dev.holdfast.client.OutboxOptions;
import dev.holdfast.client.internal.journal.FailedSyncException;
import dev.holdfast.client.internal.outbox.DiskOutbox.Acceptance;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the outbox's thread works: writes what was given, has it synced, and hands out what is to
 * be sent. A failed write refuses the emit; whatever else could not be written is tried again with
 * the next group. A failed sync, after which nobody knows what is on disk, ends the outbox for this
 * process, and so does what cannot be read back. Owner: the outbox's thread.
 *
 * <p>An emit gets its number when it may first be sent, and the number is on disk before that, so
 * that it is sent under the same one after a crash. Numbers go on from the greater of the last one
 * here and the last one at the broker: neither a new outbox nor a broker restored from a backup
 * sees a number twice for different events.
 */
final class Desk implements AutoCloseable {
  /** How many emits may be sent and not answered. */
  static final int MAX_AHEAD = 1024;

  private static final long MAX_AHEAD_BYTES = 16L << 20;
  private static final long MAX_SEGMENT_BYTES = 8L << 20;
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  private final Ledger ledger;
  private final Segments segments;
  private final BacklogReader backlog;
  private final Room room;

  /** Those that an earlier process may have sent end before this one. */
  private final long unknownEnd;

  private Consumer<List<Sending>> sender = nobody -> {};
  private @Nullable IOException failure;

  /** Numberings that could not be written; nothing is sent until they are. */
  private final Deque<DiskOutbox.Task> postponed = new ArrayDeque<>();

  private final DiskOutbox.Task numberOnceConnected = this::numberOnceConnected;

  /** From a failed write to the next group without one, so that it is told once. */
  private boolean troubled;

  private boolean wasTroubled;

  // Of sending.
  private final Map<Long, Long> aheadBytes = new HashMap<>();
  private long allAheadBytes;
  private long nextToSend;
  private long lastSeen;
  private boolean connected;
  private boolean holding;

  // Of the group under way.
  private final List<Written> written = new ArrayList<>();
  private final List<Runnable> afterForce = new ArrayList<>();
  private final List<Runnable> afterSend = new ArrayList<>();
  private final NavigableSet<Long> done = new TreeSet<>();
  private boolean toForce;

  private Desk(Ledger ledger, Segments segments, Room room) {
    this.ledger = ledger;
    this.segments = segments;
    this.backlog = new BacklogReader(segments);
    this.room = room;
    this.nextToSend = ledger.low();
    this.unknownEnd = ledger.isNumbered() ? ledger.afterLive(MAX_AHEAD) : ledger.low();
    room.found(ledger.live());
    room.files(segments.bytes());
  }

  static Desk open(Segments.Place place, OutboxOptions options, Room room) throws IOException {
    Ledger ledger = new Ledger();
    long segmentBytes = Math.min(MAX_SEGMENT_BYTES, options.maxBytes() / 8);
    Segments segments = Segments.open(place, segmentBytes, ledger, options.listener());
    return new Desk(ledger, segments, room);
  }

  /** Sets who is given what is to be sent, before all else. */
  void sendBy(Consumer<List<Sending>> receiver) {
    sender = receiver;
  }

  /** Carries out what has come, as one group, after what had to be postponed. */
  void carryOut(List<DiskOutbox.Task> group) {
    wasTroubled = troubled;
    troubled = false;
    List<DiskOutbox.Task> before = List.copyOf(postponed);
    postponed.clear();
    before.forEach(numbering -> run(() -> numberInOrder(numbering)));
    group.forEach(this::run);
    if (failure == null) {
      run(this::commit);
    }
    runAll(afterForce);
    written.clear();
  }

  /** Whatever it throws, the tasks after it are carried out, be it to hear of the failure. */
  private void run(DiskOutbox.Task task) {
    try {
      task.run();
    } catch (IOException broken) {
      fail(broken);
    } catch (RuntimeException broken) {
      fail(new IOException("the outbox failed: " + broken, broken));
    }
  }

  /** True when something could not be written that {@link #carryOut} is to try again. */
  boolean isBehind() {
    return failure == null && !postponed.isEmpty();
  }

  private void commit() throws IOException {
    tryTo(this::writeDone);
    if (toForce) {
      segments.force();
      toForce = false;
    }
    written.forEach(emit -> decide(emit, null));
    runAll(afterForce);
    tryTo(segments::tidy);
    room.files(segments.bytes());
    if (postponed.isEmpty()) {
      send();
      runAll(afterSend);
    }
  }

  /** What can be done with a later group as well; false when it could not be done now. */
  private boolean tryTo(DiskOutbox.Task task) throws IOException {
    try {
      task.run();
      return true;
    } catch (FailedSyncException broken) {
      throw broken;
    } catch (IOException full) {
      if (!troubled && !wasTroubled) {
        LOG.log(System.Logger.Level.WARNING, "the outbox cannot write, and tries again", full);
      }
      troubled = true;
      return false;
    }
  }

  private static void decide(Written emit, @Nullable IOException reason) {
    try {
      emit.acceptance().decided(emit.ordinal(), reason);
    } catch (RuntimeException broken) {
      LOG.log(System.Logger.Level.ERROR, "who waits for an emit has failed", broken);
    }
  }

  private void runAll(List<Runnable> tasks) {
    List<Runnable> all = List.copyOf(tasks);
    tasks.clear();
    all.forEach(task -> run(task::run));
  }

  /** Ends the outbox for this process: nothing is accepted or sent any more. */
  void fail(IOException broken) {
    if (failure == null) {
      failure = broken;
      LOG.log(System.Logger.Level.ERROR, "the outbox has failed; it takes no more emits", broken);
    }
    IOException reason = failure;
    if (toForce) {
      written.forEach(emit -> decide(emit, reason));
    }
    toForce = false;
  }

  void append(Parcel parcel, long bytes, Acceptance acceptance) {
    IOException refused = failure;
    long ordinal = ledger.next();
    if (refused == null) {
      try {
        segments.append(new OutboxRecord.Emit(ordinal, parcel));
      } catch (IOException full) {
        refused = full;
      } catch (RuntimeException broken) {
        refused = new IOException("the emit could not be written: " + broken, broken);
      }
    }
    room.left(bytes, refused == null);
    Written emit = new Written(ordinal, parcel, acceptance);
    if (refused != null) {
      decide(emit, refused);
      return;
    }
    ledger.emitted();
    toForce = true;
    written.add(emit);
  }

  void afterForce(Runnable task) {
    afterForce.add(task);
  }

  void connected(long lastSeenByBroker) throws IOException {
    connected = true;
    lastSeen = lastSeenByBroker;
    if (!postponed.contains(numberOnceConnected)) {
      numberInOrder(numberOnceConnected);
    }
  }

  /** Writes new numbers, or does so later: not before those that were postponed. */
  private void numberInOrder(DiskOutbox.Task numbering) throws IOException {
    if (failure == null && (!postponed.isEmpty() || !tryTo(numbering))) {
      postponed.add(numbering);
    }
  }

  private void numberOnceConnected() throws IOException {
    if (!ledger.isNumbered()) {
      number(ledger.low());
    } else if (lastSeen >= ledger.sequence(ledger.next())) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the broker has number {0} of this publisher, which this outbox has not given: is there"
              + " another one of the same client?",
          lastSeen);
      number(Math.max(nextToSend, unknownEnd));
    }
  }

  /** Numbers the emits from this one on, above all there have been. */
  private void number(long ordinal) throws IOException {
    long above = ledger.isNumbered() ? ledger.sequence(ledger.next()) : 1;
    OutboxRecord.Numbers mark = new OutboxRecord.Numbers(ordinal, Math.max(above, lastSeen + 1));
    writeDone(); // what is stored must not be numbered anew after a crash
    segments.append(mark);
    ledger.number(mark);
    toForce = true;
  }

  void done(long ordinal) {
    Long bytes = aheadBytes.remove(ordinal);
    allAheadBytes -= bytes == null ? 0 : bytes;
    done.add(ordinal);
    ledger.done(ordinal);
  }

  private void writeDone() throws IOException {
    while (!done.isEmpty()) {
      long from = done.first();
      long to = from;
      while (done.contains(to + 1)) {
        to++;
      }
      segments.append(new OutboxRecord.Done(from, to));
      done.headSet(to, true).clear();
    }
  }

  void hold(Runnable whenHeld) {
    holding = true;
    afterSend.add(whenHeld);
  }

  void renumber(SortedMap<Long, Parcel> refused) throws IOException {
    numberInOrder(
        () -> {
          number(refused.firstKey());
          afterForce.add(() -> sendAgain(refused));
        });
  }

  private void sendAgain(SortedMap<Long, Parcel> refused) {
    if (failure != null) {
      return; // the new numbers may not be on disk
    }
    List<Sending> again = new ArrayList<>();
    refused.forEach((ordinal, parcel) -> again.add(sending(ordinal, parcel)));
    holding = false;
    sender.accept(again);
  }

  private Sending sending(long ordinal, Parcel parcel) {
    return new Sending(ordinal, ledger.sequence(ordinal), parcel);
  }

  private void send() throws IOException {
    long end = holding ? unknownEnd : ledger.next();
    List<Sending> next = new ArrayList<>();
    while (connected
        && nextToSend < end
        && aheadBytes.size() < MAX_AHEAD
        && allAheadBytes < MAX_AHEAD_BYTES) {
      long ordinal = nextToSend++;
      if (!ledger.isDone(ordinal)) {
        Parcel parcel = parcel(ordinal);
        aheadBytes.put(ordinal, parcel.size());
        allAheadBytes += parcel.size();
        next.add(sending(ordinal, parcel));
      }
    }
    if (!next.isEmpty()) {
      sender.accept(next);
    }
  }

  private Parcel parcel(long ordinal) throws IOException {
    if (!written.isEmpty() && ordinal >= written.get(0).ordinal()) {
      return written.get((int) (ordinal - written.get(0).ordinal())).parcel();
    }
    return backlog.read(ordinal);
  }

  @Override
  public void close() throws IOException {
    try (segments) {
      if (failure == null) {
        segments.seal();
      }
    }
  }

  private record Written(long ordinal, Parcel parcel, Acceptance acceptance) {}
}
