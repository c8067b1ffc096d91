package dev.holdfast.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the broker is, as sd_notify(3) describes: datagrams to a Unix socket. Java has
 * no such sockets; Netty's epoll, which the broker has anyway, does. So they come from the
 * service's own process, as systemd wants it, and no helper is run for each. Without systemd it
 * does nothing. Its methods are safe for all threads.
 */
final class ServiceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final IoEventLoopGroup group;
  private final Channel channel;
  private final long watchdogMicros;

  private ServiceManager(IoEventLoopGroup group, Channel channel, long watchdogMicros) {
    this.group = group;
    this.channel = channel;
    this.watchdogMicros = watchdogMicros;
  }

  /** The one that the environment names; null where there is none that can be told anything. */
  static @Nullable ServiceManager of(Map<String, String> environment) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (socket.isEmpty()) {
      return null;
    }
    if (!socket.startsWith("/") || !Epoll.isAvailable()) {
      LOG.warn("systemd cannot be told anything at {} from Java on this machine", socket);
      return null;
    }
    IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(new DomainSocketAddress(socket))
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      LOG.warn("systemd does not listen at {}", socket, connected.cause());
      var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      return null;
    }
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    boolean watches = micros.matches("[0-9]{1,18}");
    return new ServiceManager(group, connected.channel(), watches ? Long.parseLong(micros) : 0);
  }

  /**
   * Says that clients can connect; and from now on that the broker lives, three times in the
   * interval in which systemd wants to hear it.
   *
   * @param probe completes when the broker has done what it was given. While it does not, systemd
   *     is told nothing, and ends the broker when its interval is over
   */
  void ready(Supplier<CompletionStage<Void>> probe) {
    send("READY=1");
    if (watchdogMicros > 0) {
      AtomicBoolean asking = new AtomicBoolean();
      var unused =
          group.scheduleAtFixedRate(
              () -> prove(probe, asking), 0, watchdogMicros / 3, TimeUnit.MICROSECONDS);
    }
  }

  /** One question at a time: a broker that stands still is not given more to do. */
  private void prove(Supplier<CompletionStage<Void>> probe, AtomicBoolean asking) {
    if (asking.compareAndSet(false, true)) {
      var unused =
          probe
              .get()
              .thenRun(
                  () -> {
                    asking.set(false);
                    send("WATCHDOG=1");
                  });
    }
  }

  private void send(String state) {
    var unused =
        channel
            .writeAndFlush(Unpooled.copiedBuffer(state, US_ASCII))
            .addListener(
                sent -> {
                  if (!sent.isSuccess()) {
                    LOG.warn("systemd could not be told {}", state, sent.cause());
                  }
                });
  }

  @Override
  public void close() {
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
