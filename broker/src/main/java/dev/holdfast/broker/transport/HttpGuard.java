package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitListener;
import dev.holdfast.broker.limits.Ticket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times that one HTTP connection has, whatever trickles in: none of them begins anew with the
 * next byte.
 *
 * <pre>
 *  what it is doing                      must be over within          else
 *  nothing came yet, or half a head      requestTimeoutMs             cut
 *  half a body                           messageTimeoutMs             cut
 *  a request is being answered           (the write watch alone)
 *  nothing is asked                      idleTimeoutMs, 2 heartbeats  cut
 *  the same, no client is known on it    requestTimeoutMs             cut
 * </pre>
 *
 * It stands behind HTTP's codec, where requests and answers are whole, and goes with it when the
 * connection becomes a WebSocket. Owner thread: the connection's event loop.
 */
final class HttpGuard extends ChannelDuplexHandler {
  // What Vert.x calls its own.
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";

  private static final String NAME = "holdfastGuard";
  private static final String GATE = "holdfastGate";

  private enum Reading {
    NOTHING,
    HEAD,
    BODY
  }

  private final EngineLimits limits;
  private final long idleTimeoutMs;
  private final LimitListener listener;
  private final Ticket ticket;
  private final WriteWatch writes;
  private final Channel channel;
  private final RequestGate gate = new RequestGate(this);
  private final long startNanos = System.nanoTime();

  private Reading reading = Reading.HEAD;

  /** When {@link #reading} began; with nothing to read, when the last answer was written. */
  private long sinceMs;

  private int unanswered;

  /** How many messages the decoder has given. */
  private long decoded;

  /** An answer was written and not flushed. */
  private boolean unflushed;

  /** The last that was asked for, or asked something. */
  private @Nullable EngineSession session;

  /** This connection has opened it, and so it holds the place for both. */
  private boolean opened;

  private boolean removed;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAtMs;

  private HttpGuard(EngineLane lane, Ticket ticket, Channel channel) {
    this.limits = lane.settings().limits();
    int heartbeatMs = lane.settings().pingIntervalMs() + lane.settings().pingTimeoutMs();
    this.idleTimeoutMs = Math.max(limits.idleTimeoutMs(), 2L * heartbeatMs);
    this.listener = lane.shared().guards().listener();
    this.ticket = ticket;
    this.channel = channel;
    this.writes = new WriteWatch(channel, limits.writeTimeoutMs(), () -> cut(Limit.WRITE_TIMEOUT));
  }

  /** Watches a connection that Vert.x has just made ready for HTTP. */
  static void watch(EngineLane lane, Ticket ticket, Channel channel) {
    HttpGuard guard = new HttpGuard(lane, ticket, channel);
    ChannelPipeline pipeline = channel.pipeline();
    ((ByteToMessageDecoder) pipeline.get(DECODER)).setSingleDecode(true);
    pipeline.addBefore(DECODER, GATE, guard.gate);
    pipeline.addAfter(ENCODER, NAME, guard);
    guard.arm();
  }

  /** The guard of this connection; null when there is none (any more). */
  static @Nullable HttpGuard of(ChannelPipeline pipeline) {
    return (HttpGuard) pipeline.get(NAME);
  }

  /**
   * Takes what stands before the decoder, which must be gone: it hands on what came behind what the
   * decoder had. The rest goes with all that stands behind the decoder.
   */
  static void remove(ChannelPipeline pipeline) {
    if (pipeline.get(GATE) != null) {
      pipeline.remove(GATE);
    }
  }

  /** A request is one of this session. */
  void serves(EngineSession asked) {
    opened &= asked == session;
    session = asked;
    count();
  }

  /** A request asks for a new session: that is to have the place of the connection. */
  void asks() {
    session = null;
    ticket.known();
  }

  /** The request is answered with this session, or refused. */
  void opens(@Nullable EngineSession made) {
    opened = made != null;
    session = made;
    count();
  }

  /**
   * It takes no place among the strangers' while a session stands that it has opened, which takes
   * one, or that is of a known client; and another one from then on.
   */
  private void count() {
    EngineSession answers = session;
    if (answers != null && (opened ? !answers.isOver() : answers.isKnown())) {
      ticket.known();
    } else {
      session = answers == null || answers.isOver() ? null : answers;
      if (!ticket.unknown()) {
        var unused = channel.close();
      }
    }
  }

  private boolean isKnown() {
    return session != null && session.isKnown();
  }

  /**
   * Whether what comes next may be decoded: it belongs to the request that has begun, or all before
   * are answered and the answers on their way.
   */
  boolean takesMore() {
    return reading != Reading.NOTHING || (unanswered == 0 && channel.isWritable());
  }

  /**
   * Has the decoder decode.
   *
   * @param bytesCame whether something is new to it
   * @return whether it gave anything
   */
  boolean decodes(Runnable step, boolean bytesCame) {
    if (bytesCame && reading == Reading.NOTHING) {
      read(Reading.HEAD);
    }
    long before = decoded;
    step.run();
    if (unflushed && unanswered == 0 && !removed) {
      // Else nobody knows whether the channel takes it: TLS counts nothing before.
      channel.pipeline().context(this).flush();
    }
    return decoded != before;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    decoded++;
    if (message instanceof HttpRequest) {
      count();
      unanswered++;
      read(Reading.BODY);
    }
    if (message instanceof LastHttpContent) {
      read(Reading.NOTHING);
    }
    ctx.fireChannelRead(message);
  }

  private void read(Reading next) {
    reading = next;
    sinceMs = nowMs();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    arm();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    unflushed = true;
    if (message instanceof LastHttpContent && !isInterim(message)) {
      unanswered--;
      if (reading == Reading.NOTHING) {
        sinceMs = nowMs();
        arm();
      }
      if (!gate.isHandingOn()) {
        // Not from here: Vert.x has yet to note that the request is over.
        channel.eventLoop().execute(this::answered);
      }
    }
    var unused = ctx.write(message, promise);
  }

  private void answered() {
    ChannelHandlerContext before = removed ? null : channel.pipeline().context(gate);
    if (before != null) {
      gate.answered(before);
    }
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    unflushed = false;
    ctx.flush();
    writes.flushed();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    removed = true;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Usually a timer runs already and is early enough: a request sets none. */
  private void arm() {
    Limit limit = running();
    if (limit == null || removed) {
      return;
    }
    long dueMs = sinceMs + timeoutMs(limit);
    if (timer == null || dueMs < timerAtMs) {
      if (timer != null) {
        timer.cancel(false);
      }
      timerAtMs = dueMs;
      timer =
          channel
              .eventLoop()
              .schedule(this::check, Math.max(1, dueMs - nowMs()), TimeUnit.MILLISECONDS);
    }
  }

  private void check() {
    timer = null;
    count();
    if (reading == Reading.NOTHING && WriteWatch.isBehind(channel)) {
      // It has not taken its answer yet: it begins to be idle when it has.
      sinceMs = nowMs();
    }
    Limit limit = running();
    if (limit != null && nowMs() >= sinceMs + timeoutMs(limit)) {
      cut(limit);
    } else {
      arm();
    }
  }

  /** The time that runs; null while a request is being answered. */
  private @Nullable Limit running() {
    return switch (reading) {
      case HEAD -> Limit.REQUEST_TIMEOUT;
      case BODY -> Limit.MESSAGE_TIMEOUT;
      case NOTHING -> unanswered > 0 ? null : Limit.IDLE_TIMEOUT;
    };
  }

  private long timeoutMs(Limit limit) {
    return switch (limit) {
      case MESSAGE_TIMEOUT -> limits.messageTimeoutMs();
      case IDLE_TIMEOUT -> isKnown() ? idleTimeoutMs : limits.requestTimeoutMs();
      default -> limits.requestTimeoutMs();
    };
  }

  private void cut(Limit limit) {
    listener.hit(limit);
    // Not from the end of the pipeline: Vert.x would first wait for what is to be written.
    ChannelHandlerContext here = channel.pipeline().context(this);
    var unused = here == null ? channel.close() : here.close();
  }

  private long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }
}
