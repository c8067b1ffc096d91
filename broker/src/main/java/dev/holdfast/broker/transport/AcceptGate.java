package dev.holdfast.broker.transport;

import dev.holdfast.broker.limits.ConnectionLimits;
import dev.holdfast.broker.limits.Ticket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the listening socket: a connection that is one too many is closed as soon as it is
 * accepted, before TLS, HTTP or a lane spends anything on it. The client is not told why: nothing
 * may be written before TLS, and a flood is not to be answered.
 *
 * <p>Vert.x has no place for such a handler, so it comes with the Vert.x instance's transport
 * ({@link #on}). On an instance without it connections are looked at when HTTP begins ({@link
 * #ticket}). Any thread.
 */
@Sharable
public final class AcceptGate extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Ticket> TICKET = AttributeKey.valueOf("holdfast.ticket");

  private final ConnectionLimits limits;

  /** The ports it guards: others of the same Vert.x instance have limits of their own. */
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  /** Its ports are about to be closed. */
  private volatile boolean shut;

  AcceptGate(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** The same transport with this gate at each of its listening sockets. */
  public Transport on(Transport transport) {
    return new GatedTransport(transport, this);
  }

  /** Guards this port from now on. */
  void guard(int port) {
    ports.add(port);
  }

  /**
   * Takes no more connections: from when the lanes leave the port until it is closed there would be
   * nobody to hand them to.
   */
  void shut() {
    shut = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    if (!(accepted instanceof Channel channel) || !isGuarded(ctx.channel())) {
      ctx.fireChannelRead(accepted);
    } else if (shut || !admit(channel)) {
      channel.unsafe().closeForcibly();
    } else {
      ctx.fireChannelRead(accepted);
      freeUnlessTaken(channel);
    }
  }

  /** Netty closes a connection that no lane takes, but tells nobody who waits for its end. */
  private static void freeUnlessTaken(Channel channel) {
    if (!channel.isOpen()) {
      channel.attr(TICKET).get().close();
    }
  }

  private boolean isGuarded(Channel listening) {
    return listening.localAddress() instanceof InetSocketAddress address
        && ports.contains(address.getPort());
  }

  /** What the connection holds; null when it is one too many, and is to be closed. */
  @Nullable Ticket ticket(Channel channel) {
    return channel.hasAttr(TICKET) || admit(channel) ? channel.attr(TICKET).get() : null;
  }

  private boolean admit(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
      return false;
    }
    Ticket ticket = limits.socket(peer.getAddress());
    if (ticket != null) {
      channel.attr(TICKET).set(ticket);
      channel.closeFuture().addListener(closed -> ticket.close());
    }
    return ticket != null;
  }
}
