package dev.holdfast.broker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final InetAddress A = address("192.0.2.1");
  private static final InetAddress B = address("192.0.2.2");
  private static final InetAddress PROXY = address("10.0.0.1");
  private static final InetAddress EXEMPT = address("127.0.0.1");

  private final LimitCounters hits = new LimitCounters();
  private final AtomicLong nanos = new AtomicLong();
  private final ConnectionLimits limits =
      new ConnectionLimits(
          new ConnectionLimits.Settings(
              new Cap(4, 2),
              new Cap(3, 2),
              new Rate(10, 6),
              new Rate(1, 4),
              Networks.of(List.of("127.0.0.0/8"))),
          new ForwardedFor(Networks.of(List.of("10.0.0.0/8"))),
          hits,
          nanos::get,
          bound -> 0);

  private static InetAddress address(String text) {
    InetAddress address = Networks.address(text);
    if (address == null) {
      throw new AssertionError(text);
    }
    return address;
  }

  @Test
  void anAddressHasItsShareOfSocketsAndNoMore() {
    assertThat(limits.socket(A)).isNotNull();
    assertThat(limits.socket(A)).isNotNull();
    assertThat(limits.socket(A)).isNull();
    assertThat(limits.socket(B)).isNotNull();
    assertThat(hits.count(Limit.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
  }

  @Test
  void unknownSocketsLeaveRoomForKnownOnes() {
    Ticket first = limits.socket(A);
    assertThat(limits.socket(A)).isNotNull();
    assertThat(limits.socket(B)).isNotNull();
    assertThat(limits.socket(B)).isNull();
    assertThat(hits.count(Limit.UNAUTHENTICATED)).isEqualTo(1);
    first.known();
    assertThat(limits.socket(B)).isNotNull();
    assertThat(limits.socket(EXEMPT)).as("four are open").isNull();
    assertThat(hits.count(Limit.CONNECTIONS)).isEqualTo(1);
  }

  @Test
  void aTicketIsGivenBackOnce() {
    Ticket ticket = limits.socket(A);
    ticket.known();
    ticket.known();
    assertThat(limits.unauthenticated()).isZero();
    assertThat(limits.open()).isEqualTo(1);
    ticket.close();
    ticket.close();
    ticket.known();
    assertThat(limits.unauthenticated()).isZero();
    assertThat(limits.open()).isZero();
  }

  @Test
  void whatWasRefusedHoldsNothing() {
    List<Ticket> held = new ArrayList<>();
    IntStream.range(0, 100)
        .mapToObj(i -> limits.socket(A))
        .filter(t -> t != null)
        .forEach(held::add);
    held.forEach(Ticket::close);
    assertThat(limits.open()).isZero();
    assertThat(limits.unauthenticated()).isZero();
    assertThat(limits.socket(A)).isNotNull();
  }

  @Test
  void sessionsOfAnAddressAreRefusedAboveItsRateUntilTimeHasPassed() throws Exception {
    for (int i = 0; i < 4; i++) {
      limits.session(A, A, false).close();
    }
    LimitExceeded refused =
        catchThrowableOfType(LimitExceeded.class, () -> limits.session(A, A, false));
    assertThat(refused.limit()).isEqualTo(Limit.CONNECTION_RATE_PER_ADDRESS);
    assertThat(refused.retryAfterMs()).isEqualTo(1001);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(refused.retryAfterMs()));
    limits.session(A, A, false).close();
  }

  @Test
  void sessionsInAllAreRefusedAboveTheirRate() throws Exception {
    for (int i = 0; i < 6; i++) {
      limits.session(EXEMPT, EXEMPT, false).close();
    }
    assertThatThrownBy(() -> limits.session(B, B, false))
        .isInstanceOfSatisfying(
            LimitExceeded.class,
            refused -> assertThat(refused.limit()).isEqualTo(Limit.CONNECTION_RATE));
    assertThat(hits.count(Limit.CONNECTION_RATE)).isEqualTo(1);
  }

  @Test
  void behindAProxyEachSessionIsAConnectionOfItsClient() throws Exception {
    for (int i = 0; i < 3; i++) {
      limits.socket(PROXY).known();
    }
    Ticket session = limits.session(A, PROXY, false);
    assertThat(limits.open()).isEqualTo(4);
    session.known();
    assertThatThrownBy(() -> limits.session(A, PROXY, false)).isInstanceOf(LimitExceeded.class);
    session.close();
    limits.session(A, PROXY, false).close();
  }

  @Test
  void behindAProxyAWebSocketSessionCountsOnce() throws Exception {
    for (int i = 0; i < 2; i++) {
      limits.socket(PROXY).known();
      limits.session(A, PROXY, true).known();
    }
    assertThat(limits.open()).isEqualTo(2);
    limits.socket(PROXY).known();
    assertThatThrownBy(() -> limits.session(A, PROXY, true))
        .isInstanceOfSatisfying(
            LimitExceeded.class,
            refused -> assertThat(refused.limit()).isEqualTo(Limit.CONNECTIONS_PER_ADDRESS));
  }

  @Test
  void aSessionThatGetsASocketOfItsOwnCountsNoMoreAmongAllButForItsAddress() throws Exception {
    Ticket first = limits.session(A, PROXY, false);
    Ticket second = limits.session(A, PROXY, false);
    first.carried();
    first.carried();
    assertThat(limits.open()).isEqualTo(1);
    second.known();
    assertThatThrownBy(() -> limits.session(A, PROXY, false)).isInstanceOf(LimitExceeded.class);
    first.close();
    second.close();
    assertThat(limits.open()).isZero();
    limits.session(A, PROXY, false).close();
  }

  @Test
  void whoIsUnknownAgainTakesAPlaceAgainIfThereIsOne() {
    Ticket first = limits.socket(A);
    first.known();
    assertThat(first.unknown()).isTrue();
    assertThat(first.unknown()).isTrue();
    assertThat(limits.unauthenticated()).isEqualTo(1);
    first.known();
    for (int i = 0; i < 3; i++) {
      assertThat(limits.socket(EXEMPT)).isNotNull();
    }
    assertThat(first.unknown()).isFalse();
    first.close();
    assertThat(first.unknown()).as("it is closed anyway").isTrue();
    assertThat(limits.unauthenticated()).isEqualTo(3);
  }

  @Test
  void ofAnIpv6NetworkOnlyItsPrefixCounts() {
    assertThat(limits.socket(address("2001:db8:1:1::1"))).isNotNull();
    assertThat(limits.socket(address("2001:db8:1:1:ffff::2"))).isNotNull();
    assertThat(limits.socket(address("2001:db8:1:1::3"))).isNull();
    assertThat(limits.socket(address("2001:db8:1:2::1"))).isNotNull();
  }
}
