package dev.holdfast.broker.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Stands before HTTP's decoder and hands on one request at a time. What comes behind one that is
 * not answered yet, or before the client has read its answers, is held as it came, and nothing more
 * is read from the socket. So whoever asks for much in one packet and reads nothing has the broker
 * hold a few bytes and one answer; Vert.x itself answers at once whatever was asked.
 *
 * <p>The decoder must be one that decodes one message for each call: {@code setSingleDecode}. Owner
 * thread: the connection's event loop.
 */
final class RequestGate extends ChannelInboundHandlerAdapter {
  private final HttpGuard guard;

  /** At most what one turn of the event loop read before the gate was shut. */
  private final Queue<Object> held = new ArrayDeque<>(1);

  /** The decoder gave something for what it was given last: there may be more in it. */
  private boolean more;

  private boolean handingOn;
  private boolean stopped;
  private boolean removed;

  RequestGate(HttpGuard guard) {
    this.guard = guard;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    held.add(bytes);
    handOn(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.fireChannelWritabilityChanged();
    answered(ctx);
  }

  /** A request was answered, or an answer read: the next may come. */
  void answered(ChannelHandlerContext ctx) {
    if (!handingOn && !removed && (more || !held.isEmpty()) && guard.takesMore()) {
      handOn(ctx);
      ctx.fireChannelReadComplete();
    }
  }

  /** Whether it goes on by itself when what is handed on right now is answered at once. */
  boolean isHandingOn() {
    return handingOn;
  }

  private void handOn(ChannelHandlerContext ctx) {
    if (handingOn) {
      return;
    }
    handingOn = true;
    try {
      while (!removed && guard.takesMore() && (more || !held.isEmpty())) {
        boolean again = more;
        Object next = again ? Unpooled.EMPTY_BUFFER : held.remove();
        more = guard.decodes(() -> ctx.fireChannelRead(next), !again);
      }
    } finally {
      handingOn = false;
    }
    read(ctx, held.isEmpty());
  }

  /** Only what was stopped here is begun again here. */
  private void read(ChannelHandlerContext ctx, boolean on) {
    if (!on || stopped) {
      stopped = !on;
      ctx.channel().config().setAutoRead(on);
    }
  }

  /** What was held is for whoever comes behind HTTP; when the connection is gone, for nobody. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    removed = true;
    boolean any = !held.isEmpty();
    for (Object bytes = held.poll(); bytes != null; bytes = held.poll()) {
      if (ctx.channel().isActive()) {
        ctx.fireChannelRead(bytes);
      } else {
        ReferenceCountUtil.release(bytes);
      }
    }
    if (any && ctx.channel().isActive()) {
      ctx.fireChannelReadComplete();
      read(ctx, true);
    }
  }
}
