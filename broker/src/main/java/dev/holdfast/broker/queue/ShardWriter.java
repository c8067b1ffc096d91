package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes a shard. It takes whatever has queued while the last commit was synced
 * and makes it the next one: an event alone does not wait for company, and under load a sync serves
 * many. A failed commit stops it for good (P1): nothing is confirmed any more, and {@code
 * onFailure} is told.
 *
 * <p>{@link #append}, {@link #attach} and {@link #detach} may be called from any thread.
 */
public final class ShardWriter implements Submissions {
  private final Shard shard;
  private final List<Lane> lanes;
  private final Settings settings;
  private final LongSupplier clock;
  private final Consumer<Throwable> onFailure;
  private final BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Thread thread;

  /** Set once, by {@link #stop}; read by the writer. */
  private volatile boolean stopping;

  /**
   * Bounds of the writer.
   *
   * @param maxQueuedBytes senders are paused while more waits to be written
   * @param maxCommitBytes one commit takes no more than this, one command excepted
   */
  public record Settings(long maxQueuedBytes, long maxCommitBytes) {}

  /**
   * A writer that is not started yet, for a shard that hands its commits to these lanes.
   *
   * @param clock the time by which events bear theirs, in milliseconds since 1970
   */
  ShardWriter(
      Shard shard,
      List<Lane> lanes,
      String name,
      Settings settings,
      LongSupplier clock,
      Consumer<Throwable> onFailure) {
    this.shard = shard;
    this.lanes = lanes;
    this.settings = settings;
    this.clock = clock;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, name);
  }

  void start() {
    thread.start();
  }

  @Override
  public void append(LogRecord record, Lane lane, Consumer<Applied> done) {
    submit(new Command.Append(record, lane, done));
  }

  @Override
  public void attach(LogRecord.Connect connect, Attachment session) {
    submit(new Command.Attach(connect, session));
  }

  @Override
  public void detach(ClientKey client, Attachment session, boolean forGood) {
    submit(new Command.Detach(client, session, forGood));
  }

  /** The client of a challenged session is there: it keeps its session. */
  public void defend(ClientKey client, Attachment session) {
    submit(new Command.Defend(client, session));
  }

  /**
   * Time passes: what has to be done by now is done. To be called a few times a second.
   *
   * @param nowMs of any clock that only goes forward, in milliseconds
   * @param wallMs the time by which events bear theirs, in milliseconds since 1970
   */
  public void tick(long nowMs, long wallMs) {
    submit(new Command.Tick(nowMs, wallMs));
  }

  @Override
  public void whenProcessed(Lane lane, Runnable done) {
    submit(new Command.Barrier(lane, done));
  }

  /** Also what comes from elsewhere in the core. */
  void submit(Command command) {
    queuedBytes.addAndGet(command.weight());
    queue.add(command);
  }

  /**
   * True while more waits than the bound: whoever submits must then pause its sender until the lane
   * says that the writer has caught up. The overshoot is bounded by one message of each connection.
   */
  public boolean congested() {
    return queuedBytes.get() > settings.maxQueuedBytes();
  }

  /** Roughly how many bytes wait to be written. Any thread. */
  public long queuedBytes() {
    return queuedBytes.get();
  }

  /** From so many on {@link #congested} is true. */
  public long maxQueuedBytes() {
    return settings.maxQueuedBytes();
  }

  /** Finishes what has been submitted, then ends the thread; waits for it. */
  public void stop() throws InterruptedException {
    stopping = true;
    queue.add(new Command.Wake());
    if (Thread.currentThread() != thread) {
      thread.join();
    }
  }

  private void run() {
    List<Command> group = new ArrayList<>();
    try {
      while (!(stopping && queue.isEmpty())) {
        awaitLanes();
        drain(group);
        if (!group.isEmpty()) {
          shard.process(group, clock.getAsLong(), congested());
          group.clear();
        }
      }
    } catch (InterruptedException e) {
      onFailure.accept(e);
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
    }
  }

  /**
   * Lets a lane that is slower than the disk catch up. Meanwhile the queue fills, and that is what
   * pauses the senders.
   */
  private void awaitLanes() throws InterruptedException {
    for (Lane lane : lanes) {
      if (!stopping) {
        lane.awaitBacklogBelow(settings.maxCommitBytes());
      }
    }
  }

  private void drain(List<Command> group) throws InterruptedException {
    long bytes = 0;
    for (Command next = queue.take(); next != null; next = more(bytes)) {
      bytes += next.weight();
      queuedBytes.addAndGet(-next.weight());
      if (!(next instanceof Command.Wake)) {
        group.add(next);
      }
    }
  }

  private @Nullable Command more(long bytes) {
    return bytes < settings.maxCommitBytes() ? queue.poll() : null;
  }
}
