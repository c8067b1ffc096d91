package dev.holdfast.cli.bench;

import io.netty.channel.EventLoop;

/**
 * One event loop, and what its connections share. Owner of what they share: its thread.
 *
 * @param latency what its subscribers measure
 */
record Loop(EventLoop events, FrameWriter frames, Delivery delivery, Latency latency) {
  Loop(EventLoop events) {
    this(events, new FrameWriter(), new Delivery(), new Latency());
  }
}
