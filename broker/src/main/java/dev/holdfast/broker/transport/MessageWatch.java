package dev.holdfast.broker.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices a WebSocket message that has begun and does not end, whatever trickles in. Most messages
 * come whole, and set no timer.
 *
 * <p>Owner thread: the channel's event loop.
 */
final class MessageWatch {
  private final Channel channel;
  private final FrameReader reader;
  private final long timeoutMs;
  private final Runnable late;
  private @Nullable ScheduledFuture<?> timer;

  /** How many messages had come when the timer was set: another one has another time. */
  private long messagesBefore;

  /** Runs {@code late} when a message that has begun has not ended after {@code timeoutMs}. */
  MessageWatch(Channel channel, FrameReader reader, long timeoutMs, Runnable late) {
    this.channel = channel;
    this.reader = reader;
    this.timeoutMs = timeoutMs;
    this.late = late;
  }

  /** What had come was read. */
  void read() {
    boolean inside = reader.isInside();
    if (!inside || reader.messages() != messagesBefore) {
      stop();
    }
    if (inside && timer == null) {
      messagesBefore = reader.messages();
      timer = channel.eventLoop().schedule(this::isLate, timeoutMs, TimeUnit.MILLISECONDS);
    }
  }

  /** Not the client's fault while nothing is read from it: it gets its time anew. */
  private void isLate() {
    timer = null;
    if (channel.config().isAutoRead()) {
      late.run();
    } else {
      read();
    }
  }

  /** Nothing follows. */
  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
