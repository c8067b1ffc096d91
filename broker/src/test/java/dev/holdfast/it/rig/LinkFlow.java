package dev.holdfast.it.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;

/** One direction of a {@link ProxyLink}. Used by the proxy's thread only. */
final class LinkFlow {
  private final SocketChannel from;
  private final SocketChannel to;
  private final Predicate<ByteBuffer> doomed;

  /** What was read and not written yet stands before its position. */
  private final ByteBuffer held = ByteBuffer.allocate(ProxyLink.BUFFER_BYTES);

  private Passage passage = Passage.FREE;

  /** When what is held may leave, by {@link System#nanoTime()}. */
  private long dueNanos = System.nanoTime();

  private boolean endRead;
  private boolean endWritten;

  /**
   * From one side to the other.
   *
   * @param doomed true for bytes at which the link is to break
   */
  LinkFlow(SocketChannel from, SocketChannel to, Predicate<ByteBuffer> doomed) {
    this.from = from;
    this.to = to;
    this.doomed = doomed;
  }

  /** From now on bytes pass like this, those included that are held. */
  void pass(Passage how) {
    passage = how;
    dueNanos = System.nanoTime();
  }

  /** Whether anything more can be read now. */
  boolean wantsToRead() {
    return !endRead && held.hasRemaining() && (isEmpty() || !passage.timed());
  }

  /** Whether anything can be written now. */
  boolean wantsToWrite(long now) {
    return mayLeave() && dueNanos - now <= 0;
  }

  /** Whether what is held, or the end, leaves by itself when its time has come. */
  boolean waitsForTime(long now) {
    return mayLeave() && dueNanos - now > 0;
  }

  private boolean mayLeave() {
    return passage.open() && (!isEmpty() || (endRead && !endWritten));
  }

  /** In how many nanoseconds what is held may leave; the largest number when nothing waits. */
  long dueIn(long now) {
    return waitsForTime(now) ? dueNanos - now : Long.MAX_VALUE;
  }

  /** Both ends were told that nothing follows. */
  boolean isOver() {
    return endWritten;
  }

  /** Returns false when the link is to break, at what is doomed. */
  boolean move(long now) throws IOException {
    if (wantsToRead() && !read(now)) {
      return false;
    }
    if (wantsToWrite(now)) {
      write(now);
    }
    return true;
  }

  private boolean read(long now) throws IOException {
    boolean first = isEmpty();
    held.limit(held.position() + passage.portion(held.remaining()));
    int count = from.read(held);
    held.limit(held.capacity());
    if (count < 0) {
      endRead = true;
    }
    if (count != 0 && first && passage.delayNanos() > 0) {
      dueNanos = now + passage.delayNanos();
    }
    return count <= 0 || !doomed.test(held.duplicate().flip());
  }

  private void write(long now) throws IOException {
    held.flip();
    int count = to.write(held);
    held.compact();
    if (count > 0) {
      dueNanos = Math.max(dueNanos, now) + passage.nanosFor(count);
    }
    if (endRead && isEmpty()) {
      to.shutdownOutput();
      endWritten = true;
    }
  }

  private boolean isEmpty() {
    return held.position() == 0;
  }
}
