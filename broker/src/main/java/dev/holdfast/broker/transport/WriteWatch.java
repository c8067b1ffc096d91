package dev.holdfast.broker.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices a socket that takes nothing while bytes wait for it. Looks at it only then, a few times
 * in the time it has; a socket that takes a little is slow, and is left to the water marks.
 *
 * <p>Owner thread: the channel's event loop.
 */
final class WriteWatch {
  /** It is found out when its time is over by at most one of so many parts. */
  private static final int LOOKS = 4;

  private final Channel channel;
  private final long timeoutMs;
  private final Runnable stuck;

  // What the socket was about to take when it last took something.
  private @Nullable Object current;
  private long progress;
  private long waiting;

  private int looks;
  private @Nullable ScheduledFuture<?> timer;

  /** Runs {@code stuck} once when the channel has taken nothing for {@code timeoutMs}. */
  WriteWatch(Channel channel, long timeoutMs, Runnable stuck) {
    this.channel = channel;
    this.timeoutMs = timeoutMs;
    this.stuck = stuck;
  }

  /** Whether bytes wait for this channel, which can be asked without a watch. */
  static boolean isBehind(Channel channel) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    return out != null && !out.isEmpty();
  }

  /** What could be written was written. */
  void flushed() {
    if (timer == null && isBehind(channel)) {
      hasMoved();
      looks = 0;
      schedule();
    }
  }

  private void schedule() {
    long everyMs = Math.max(1, timeoutMs / LOOKS);
    timer = channel.eventLoop().schedule(this::look, everyMs, TimeUnit.MILLISECONDS);
  }

  private void look() {
    timer = null;
    if (!isBehind(channel)) {
      current = null;
      return;
    }
    looks = hasMoved() ? 0 : looks + 1;
    if (looks < LOOKS) {
      schedule();
    } else {
      stuck.run();
    }
  }

  /** Whether anything was taken since this was asked last. */
  private boolean hasMoved() {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    if (out == null) {
      return false;
    }
    boolean moved =
        out.current() != current
            || out.currentProgress() != progress
            || out.totalPendingWriteBytes() < waiting;
    current = out.current();
    progress = out.currentProgress();
    waiting = out.totalPendingWriteBytes();
    return moved;
  }
}
