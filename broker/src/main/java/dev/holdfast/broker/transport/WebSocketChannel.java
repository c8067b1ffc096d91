package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.Ticket;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket's end of one WebSocket: the only handler on its channel but for TLS. It reads frames,
 * answers pings and closes, and hands packets to the session's lane: at once where that is this
 * event loop, otherwise all of one turn's reads in one task.
 *
 * <p>Owner thread: the event loop that accepted the socket, unless said otherwise.
 */
final class WebSocketChannel extends ChannelDuplexHandler implements FrameReader.Sink {
  /** What the session hears of its socket; called on the session's lane, in order. */
  interface Listener {
    void onPacket(EnginePacket packet);

    /** The client broke the protocol; a close frame is on its way to it. */
    void onViolation(CloseReason reason);

    /** The connection has ended; nothing follows. */
    void onGone();
  }

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketChannel.class);

  /** A client that sends more ping frames than this and reads nothing is cut off. */
  private static final int MAX_UNREAD_PONGS = 1_000;

  private final EngineLane owner;
  private final EngineLane lane;
  private final Channel channel;
  private final boolean deflates;
  private final FrameReader reader;
  private @Nullable Listener listener;

  /** What this turn has read for a session of another event loop. */
  private @Nullable List<EnginePacket> batch;

  private boolean mustFlush;
  private boolean closeSent;
  private int unreadPongs;

  /** Made when the socket first does not take everything at once. */
  private @Nullable WriteWatch writes;

  /** Made when a message first does not come whole. */
  private @Nullable MessageWatch messages;

  /**
   * The handler of a channel that just became a WebSocket.
   *
   * @param session the one it is for
   * @param lane the one that accepted the socket
   * @param deflates whether the client has agreed to permessage-deflate
   */
  WebSocketChannel(EngineSession session, EngineLane lane, Channel channel, boolean deflates) {
    lane.assertOwner();
    this.owner = session.lane();
    this.lane = lane;
    this.channel = channel;
    this.deflates = deflates;
    this.reader = new FrameReader(session::bound, deflates ? lane.deflate() : null, this);
  }

  /** Whose it is is known: it takes no place among the others any more. Any thread. */
  void known() {
    Ticket ticket = lane.shared().guards().gate().ticket(channel);
    if (ticket != null) {
      ticket.known();
    }
  }

  /** Who hears of it; before the first frame is read. */
  void listen(Listener first) {
    lane.assertOwner();
    listener = first;
  }

  /** Sends a frame for each packet, behind everything sent before. On the session's lane. */
  ChannelFuture send(List<EnginePacket> packets) {
    owner.assertOwner();
    return channel.writeAndFlush(owner.frames(deflates).encode(channel.alloc(), packets));
  }

  /** Whether anything is read from the client. Any thread. */
  void read(boolean on) {
    channel.config().setAutoRead(on);
  }

  /**
   * Begins to close in order: the client is to answer with a close frame of its own. Any thread.
   */
  void close(int status) {
    lane.run(
        () -> {
          if (!closeSent) {
            unawaited(sendClose(status));
            read(true);
          }
        });
  }

  /**
   * Ends the connection behind what was sent, without a close frame. What the client still sends is
   * read and dropped until it has ended its side, too: a socket that is closed with something
   * unread in it takes back what its client has not got yet (RFC 1122, 4.2.2.13). On the session's
   * lane.
   */
  void hangUp() {
    send(List.of())
        .addListener(
            written -> {
              if (channel instanceof DuplexChannel duplex) {
                unawaited(duplex.shutdownOutput());
                read(true);
              } else {
                cut();
              }
            });
  }

  /** Ends the connection as it is. Any thread. */
  void cut() {
    unawaited(channel.close());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      try {
        reader.read(bytes);
      } catch (FrameViolation violation) {
        violated(violation);
      } finally {
        bytes.release();
      }
    } else {
      // The end of the HTTP request.
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    handOver();
    if (mustFlush) {
      mustFlush = false;
      flush(ctx);
    }
    if (messages == null && reader.isInside()) {
      long timeoutMs = lane.settings().limits().messageTimeoutMs();
      messages = new MessageWatch(channel, reader, timeoutMs, () -> cut(Limit.MESSAGE_TIMEOUT));
    }
    if (messages != null) {
      messages.read();
    }
  }

  private void cut(Limit limit) {
    lane.shared().guards().listener().hit(limit);
    cut();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    if (writes == null && WriteWatch.isBehind(channel)) {
      long timeoutMs = lane.settings().limits().writeTimeoutMs();
      writes = new WriteWatch(channel, timeoutMs, () -> cut(Limit.WRITE_TIMEOUT));
    }
    if (writes != null) {
      writes.flushed();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (messages != null) {
      messages.stop();
    }
    tell(Listener::onGone);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (failure instanceof IOException) {
      LOG.trace("a WebSocket broke", failure);
    } else {
      LOG.error("a WebSocket failed; it is closed", failure);
    }
    cut();
  }

  @Override
  public void onMessage(Bytes data, boolean binary) throws FrameViolation {
    EnginePacket packet = binary ? EnginePacket.binary(data) : packet(data);
    if (!owner.isHere()) {
      if (batch == null) {
        batch = new ArrayList<>();
      }
      batch.add(packet);
    } else if (listener != null) {
      listener.onPacket(packet);
    }
  }

  private static EnginePacket packet(Bytes text) throws FrameViolation {
    try {
      return EngineReader.packet(text);
    } catch (EngineCodecException malformed) {
      throw new FrameViolation(Frames.NORMAL, CloseReason.PARSE_ERROR, "not a packet");
    }
  }

  /** Answers in any case, and cuts off who does not read the answers. */
  @Override
  public void onPing(Bytes payload) {
    unreadPongs = channel.isWritable() ? 0 : unreadPongs + 1;
    if (unreadPongs > MAX_UNREAD_PONGS) {
      cut();
    } else if (!closeSent) {
      unawaited(channel.write(FrameWriter.pong(channel.alloc(), payload)));
      mustFlush = true;
    }
  }

  @Override
  public void onClose(int status) {
    if (closeSent) {
      cut();
    } else {
      unawaited(sendClose(status).addListener(ChannelFutureListener.CLOSE));
    }
  }

  /**
   * Says why and ends this direction; what still comes is thrown away until the client ends the
   * other. Were the connection closed at once, the client might never see the reason.
   */
  private void violated(FrameViolation violation) {
    LOG.debug("a WebSocket client sent {}", violation.getMessage());
    if (violation.limit() != null) {
      lane.shared().guards().listener().hit(violation.limit());
    }
    if (!closeSent) {
      unawaited(sendClose(violation.status()).addListener(sent -> endOutput()));
    }
    read(true);
    tell(hearer -> hearer.onViolation(violation.reason()));
  }

  /** Over TLS that is told by its own alert: a connection that just ends may have been cut. */
  private void endOutput() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutdownOutput();
    } else {
      unawaited(tls.closeOutbound().addListener(told -> shutdownOutput()));
    }
  }

  private void shutdownOutput() {
    if (channel instanceof DuplexChannel duplex) {
      unawaited(duplex.shutdownOutput());
    }
  }

  private ChannelFuture sendClose(int status) {
    closeSent = true;
    return channel.writeAndFlush(FrameWriter.close(channel.alloc(), status));
  }

  private void handOver() {
    List<EnginePacket> packets = batch;
    if (packets != null) {
      batch = null;
      tell(hearer -> packets.forEach(hearer::onPacket));
    }
  }

  /** Behind the packets that came before. */
  private void tell(Consumer<Listener> news) {
    handOver();
    Listener hearer = listener;
    if (hearer != null) {
      owner.run(() -> news.accept(hearer));
    }
  }

  /** What fails is told by the channel's end. */
  private static void unawaited(ChannelFuture future) {
    var unused = future;
  }
}
