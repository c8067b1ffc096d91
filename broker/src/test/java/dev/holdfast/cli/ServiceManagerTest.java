package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears; the test is systemd. */
@Timeout(60)
class ServiceManagerTest {
  private static final CompletionStage<Void> ALIVE = CompletableFuture.completedFuture(null);

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private IoEventLoopGroup group;
  private Path socket;

  @BeforeEach
  void listen(@TempDir Path temp) {
    assumeTrue(Epoll.isAvailable(), "no epoll on this machine");
    socket = temp.resolve("notify");
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    var unused =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(
                      ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                    told.add(packet.content().toString(StandardCharsets.US_ASCII));
                  }
                })
            .bind(new DomainSocketAddress(socket.toString()))
            .syncUninterruptibly();
  }

  @AfterEach
  void stop() {
    if (group != null) {
      var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private ServiceManager manager(String watchdogMicros) {
    return ServiceManager.of(
        Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", watchdogMicros));
  }

  private String next() throws InterruptedException {
    return told.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void isToldOfTheStartAndOnlyOfThatWhereItDoesNotWatch() throws Exception {
    try (ServiceManager manager = manager("")) {
      manager.ready(() -> ALIVE);
      assertThat(next()).isEqualTo("READY=1");
    }
    assertThat(told).isEmpty();
  }

  @Test
  void hearsOfABrokerThatAnswersAndNothingOfOneThatStandsStill() throws Exception {
    AtomicReference<CompletionStage<Void>> state = new AtomicReference<>(ALIVE);
    CompletableFuture<Void> still = new CompletableFuture<>();
    try (ServiceManager manager = manager("30000")) {
      manager.ready(state::get);
      assertThat(next()).isEqualTo("READY=1");
      assertThat(next()).isEqualTo("WATCHDOG=1");
      assertThat(next()).isEqualTo("WATCHDOG=1");

      state.set(still);
      while (told.poll(200, TimeUnit.MILLISECONDS) != null) {
        // what was on its way
      }
      assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
      state.set(ALIVE);
      still.complete(null);
      assertThat(next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void isNotThereWhereNobodyListens(@TempDir Path other) {
    assertThat(ServiceManager.of(Map.of())).isNull();
    assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", other.resolve("none").toString())))
        .isNull();
  }
}
