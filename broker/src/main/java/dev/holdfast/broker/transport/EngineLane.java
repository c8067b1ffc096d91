package dev.holdfast.broker.transport;

import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and its number. A session belongs to the lane that accepted its handshake; work
 * for it that arrives on another lane hops over, in the order of its arrival.
 */
final class EngineLane {
  /** What {@link #cancel} takes for "none". */
  static final long NO_TIMER = -1;

  private final int index;
  private final ContextInternal context;
  private final Thread thread;
  private final EngineShared shared;
  private final @Nullable MessageDeflate deflate;
  private final FrameWriter plainFrames = new FrameWriter(null, Integer.MAX_VALUE);
  private final FrameWriter deflatedFrames;
  private final OutboundBudget outbound;
  private final MessageBound ofKnown;
  private final MessageBound ofUnknown;

  /**
   * Made on the event loop itself.
   *
   * @param outbound the event loop's, whatever port its connections come by
   */
  EngineLane(int index, ContextInternal context, EngineShared shared, OutboundBudget outbound) {
    this.index = index;
    this.context = context;
    this.thread = Thread.currentThread();
    this.shared = shared;
    Compression compression = shared.settings().compression();
    this.deflate =
        compression.webSocket()
            ? new MessageDeflate(shared.settings().limits().maxInflateRatio())
            : null;
    this.ofKnown = MessageBound.ofKnown(shared.settings());
    this.ofUnknown = MessageBound.ofUnknown(shared.settings());
    this.deflatedFrames = new FrameWriter(deflate, compression.thresholdBytes());
    this.outbound = outbound;
  }

  int index() {
    return index;
  }

  EngineShared shared() {
    return shared;
  }

  EngineSettings settings() {
    return shared.settings();
  }

  /** What waits for the connections of the event loop. */
  OutboundBudget outbound() {
    return outbound;
  }

  /** How long a message may be, of clients that are known or not. Any thread. */
  MessageBound bound(boolean known) {
    return known ? ofKnown : ofUnknown;
  }

  /** What inflates its WebSockets' messages; null where none is compressed. */
  @Nullable MessageDeflate deflate() {
    return deflate;
  }

  /** What writes the frames of its sessions, for sockets that agreed to compression or not. */
  FrameWriter frames(boolean deflated) {
    return deflated ? deflatedFrames : plainFrames;
  }

  /** Whether the calling thread is this lane. */
  boolean isHere() {
    return Thread.currentThread() == thread;
  }

  /**
   * Runs the task on this lane: at once when called on it, otherwise behind everything that was
   * handed over before.
   */
  void run(Runnable task) {
    if (isHere()) {
      task.run();
    } else {
      context.runOnContext(ignored -> task.run());
    }
  }

  /** Runs the task on this lane when what runs there now has ended. */
  void later(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  /** Runs the task on this lane after {@code delayMs} milliseconds. Owner thread only. */
  long after(long delayMs, Runnable task) {
    assertOwner();
    return context.setTimer(delayMs, id -> task.run());
  }

  /** Takes back a timer of {@link #after}; one that fired already is ignored. */
  void cancel(long timer) {
    context.owner().cancelTimer(timer);
  }

  /** Every entry of what this lane owns asserts it. */
  void assertOwner() {
    assert isHere() : "lane " + index + " entered on " + Thread.currentThread().getName();
  }
}
