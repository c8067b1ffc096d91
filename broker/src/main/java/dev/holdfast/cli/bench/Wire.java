package dev.holdfast.cli.bench;

import dev.holdfast.cli.tls.TlsFiles;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops and the sockets: one loop for all publishers, so that what they share needs no
 * locks and pacing waits for nobody, and others for the subscribers. Its methods are safe for all
 * threads.
 */
final class Wire implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MS = 10_000;
  private static final WriteBufferWaterMark WRITE_BUFFER =
      new WriteBufferWaterMark(1 << 19, 1 << 20);

  private final Address address;
  private final InetSocketAddress resolved;
  private final IoEventLoopGroup group;
  private final @Nullable SslContext tls;
  private final Loop publishers;
  private final List<Loop> subscribers = new ArrayList<>();

  /** Opens nothing yet. */
  Wire(Address address, TlsFiles files) {
    this.address = address;
    this.resolved = address.resolved();
    this.tls = address.encrypted() ? files.forNetty() : null;
    int subscriberLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.group =
        new MultiThreadIoEventLoopGroup(
            1 + subscriberLoops,
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.publishers = new Loop(group.next());
    for (int i = 0; i < subscriberLoops; i++) {
      subscribers.add(new Loop(group.next()));
    }
  }

  Loop publisherLoop() {
    return publishers;
  }

  /** They are given out in turn. */
  Loop subscriberLoop(int index) {
    return subscribers.get(index % subscribers.size());
  }

  List<Loop> subscriberLoops() {
    return subscribers;
  }

  /** Connects; the role hears what comes of it. */
  void connect(Loop loop, Run run, Role role) {
    Client client = new Client(loop, run, role);
    var unused =
        new Bootstrap()
            .group(loop.events())
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    prepare(channel, client);
                  }
                })
            .connect(resolved)
            .addListener(
                connected -> {
                  if (!connected.isSuccess()) {
                    client.lost(String.valueOf(connected.cause().getMessage()));
                  }
                });
  }

  private void prepare(Channel channel, Client client) {
    client.attach(channel);
    ChannelPipeline pipeline = channel.pipeline();
    if (tls != null) {
      pipeline.addLast(tls.newHandler(channel.alloc(), address.host(), address.port()));
    }
    Upgrade.install(pipeline, address, client);
  }

  @Override
  public void close() {
    var unused = group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
