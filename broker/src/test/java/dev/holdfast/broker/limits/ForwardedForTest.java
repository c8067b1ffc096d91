package dev.holdfast.broker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardedForTest {
  private final ForwardedFor proxies =
      new ForwardedFor(Networks.of(List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.128/25")));

  private String client(String peer, String... headers) {
    InetAddress address = Networks.address(peer);
    assertThat(address).isNotNull();
    return proxies.client(address, List.of(headers)).getHostAddress();
  }

  @Test
  void aClientThatIsNoProxyIsNotBelieved() {
    assertThat(client("198.51.100.1", "203.0.113.7")).isEqualTo("198.51.100.1");
  }

  @Test
  void aTrustedProxySaysWhoItsClientIs() {
    assertThat(client("10.1.2.3", "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(client("10.1.2.3", "203.0.113.7:8080")).isEqualTo("203.0.113.7");
    assertThat(client("10.1.2.3", "[2001:db9::1]:8080")).isEqualTo("2001:db9:0:0:0:0:0:1");
    assertThat(client("10.1.2.3", "2001:db9::1")).isEqualTo("2001:db9:0:0:0:0:0:1");
  }

  @Test
  void whatTheClientWroteItselfIsNotBelieved() {
    assertThat(client("10.1.2.3", "127.0.0.1, 203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(client("10.1.2.3", "127.0.0.1", "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(client("10.1.2.3", "127.0.0.1, 203.0.113.7, 10.9.9.9")).isEqualTo("203.0.113.7");
  }

  @Test
  void withoutAHeaderOrBehindNonsenseTheNearestHopIsMeant() {
    assertThat(client("10.1.2.3")).isEqualTo("10.1.2.3");
    assertThat(client("10.1.2.3", "unknown")).isEqualTo("10.1.2.3");
    assertThat(client("10.1.2.3", "203.0.113.7, example.org")).isEqualTo("10.1.2.3");
    assertThat(client("10.1.2.3", ",,")).isEqualTo("10.1.2.3");
    assertThat(client("10.1.2.3", "[::1")).isEqualTo("10.1.2.3");
  }

  @Test
  void blocksEndWhereTheirBitsDo() {
    assertThat(client("192.0.2.127", "203.0.113.7")).isEqualTo("192.0.2.127");
    assertThat(client("192.0.2.128", "203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(client("2001:db8:ffff::1", "203.0.113.7")).isEqualTo("203.0.113.7");
  }

  @Test
  void whatIsNoBlockIsRefused() {
    for (String text : List.of("10.0.0.0/33", "10.0.0", "example.org", "::/129", "10.0.0.0/-1")) {
      assertThat(Networks.isBlock(text)).as(text).isFalse();
      assertThatThrownBy(() -> Networks.of(List.of(text))).hasMessageContaining(text);
    }
    assertThat(Networks.isBlock("0.0.0.0/0")).isTrue();
    assertThat(Networks.isBlock("::1")).isTrue();
  }
}
