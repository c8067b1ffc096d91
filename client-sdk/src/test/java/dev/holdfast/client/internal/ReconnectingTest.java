package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the client tries again: on a clock that the test turns. */
class ReconnectingTest {
  private static final Settings SETTINGS =
      new Settings(
          new Settings.Endpoint(
              URI.create("http://broker"), "/", "alice", null, false, Settings.Tls.DEFAULT),
          new Settings.Limits(10, 10, 1000, Duration.ofSeconds(1)),
          new Settings.Delays(Duration.ofMillis(100), Duration.ofMillis(1600)),
          new Settings.Ordering(
              new Settings.Delays(Duration.ofMillis(100), Duration.ofMillis(1000)), false, null),
          Settings.Local.NOTHING);

  private final ManualLoop loop = new ManualLoop();
  private final ClientCore core =
      new ClientCore(
          new ClientCore.Environment(
              loop, this::open, new SplittableRandom(5), Runnable::run, Stores.NONE),
          SETTINGS,
          new States(Runnable::run),
          new Handlers());

  private Transport.Listener listener;
  private int attempts;

  private void open(Transport.Listener opened) {
    listener = opened;
    attempts++;
  }

  @BeforeEach
  void start() {
    core.start();
  }

  @AfterEach
  void stop() {
    core.windDown();
  }

  @Test
  void delaysGrowWithEveryFailure() {
    for (int ceiling : new int[] {100, 200, 400, 800, 1600, 1600}) {
      listener.onClosed("refused", 0);
      assertThat(loop.lastDelay().toMillis()).isBetween(ceiling / 2L, (long) ceiling);
      int before = attempts;
      loop.advance(loop.lastDelay());
      assertThat(attempts).isEqualTo(before + 1);
    }
  }

  @Test
  void brokerThatAcceptsAndCutsAtOnceIsNotHammered() {
    for (int ceiling : new int[] {100, 200, 400}) {
      join();
      listener.onClosed("cut", 0);
      assertThat(loop.lastDelay().toMillis()).isBetween(ceiling / 2L, (long) ceiling);
      loop.advance(loop.lastDelay());
    }
  }

  @Test
  void connectionThatHeldStartsWithTheShortestDelayAgain() {
    for (int i = 0; i < 5; i++) {
      listener.onClosed("refused", 0);
      loop.advance(loop.lastDelay());
    }
    join();
    loop.advance(Duration.ofSeconds(2));
    listener.onClosed("cut", 0);
    assertThat(loop.lastDelay().toMillis()).isBetween(50L, 100L);
  }

  @Test
  void brokerMaySayWhenToComeBack() {
    listener.onClosed("busy", 7000);
    assertThat(loop.lastDelay().toMillis()).isBetween(7000L, 7050L);
    loop.advance(loop.lastDelay());
    assertThat(attempts).isEqualTo(2);
    listener.onClosed("busy", Long.MAX_VALUE);
    assertThat(loop.lastDelay().toMillis()).isBetween(300_000L, 300_100L);
  }

  @Test
  void connectionThatComesToNothingIsGivenUp() {
    loop.advance(Duration.ofSeconds(10));
    assertThat(loop.lastDelay().toMillis()).isBetween(50L, 100L);
    Silent late = new Silent();
    listener.onOpen(late);
    assertThat(late.closed).as("it came too late").isTrue();
  }

  @Test
  void pingsKeepAConnection() {
    join();
    for (int i = 0; i < 5; i++) {
      loop.advance(Duration.ofMillis(1400));
      listener.onText(Bytes.utf8("2"));
    }
    assertThat(attempts).isEqualTo(1);
    loop.advance(Duration.ofMillis(1500));
    assertThat(loop.lastDelay().toMillis()).isBetween(50L, 100L);
  }

  private void join() {
    listener.onOpen(new Silent());
    listener.onText(
        Bytes.utf8(
            "0{\"sid\":\"e\",\"upgrades\":[],\"pingInterval\":1000,\"pingTimeout\":500,\"maxPayload\":1000}"));
    listener.onText(Bytes.utf8("40{\"sid\":\"s\"}"));
  }

  private static final class Silent implements Transport {
    private boolean closed;

    @Override
    public void sendText(Bytes utf8) {}

    @Override
    public void sendBinary(Bytes data) {}

    @Override
    public void close() {
      closed = true;
    }
  }
}
