package dev.holdfast.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ConnectionLimitsConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.session.RawClient;
import dev.holdfast.broker.transport.HttpSocket;
import dev.holdfast.broker.transport.HttpSocket.Response;
import io.netty.util.internal.PlatformDependent;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks by strangers on a broker that good clients use at the same time. {@code
 * -Dholdfast.flood.sockets=10000} is the full size, for which the process needs twice as many file
 * descriptors; the figures are printed.
 */
class FloodTest {
  private static final int SOCKETS = Integer.getInteger("holdfast.flood.sockets", 400);
  private static final int GOOD = Integer.getInteger("holdfast.flood.good", 10);
  private static final int TURNS = Integer.getInteger("holdfast.flood.turns", 1);
  private static final int ROUNDS = Integer.getInteger("holdfast.flood.rounds", 20);
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  @TempDir Path dataDir;

  private Broker broker(int maxUnauthenticated, int connectionsPerSecond, int burst)
      throws Exception {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    ConnectionLimitsConfig connections =
        new ConnectionLimitsConfig(
            100_000,
            100_000,
            maxUnauthenticated,
            maxUnauthenticated,
            connectionsPerSecond,
            burst,
            0,
            1,
            List.of(),
            List.of());
    return TestBrokers.start(
        dataDir, new LimitsConfig(connections, usual.transport(), usual.sessions()));
  }

  @Test
  void goodClientsGoOnWhileStrangersOpenAllTheSocketsTheyCan() throws Exception {
    try (Broker broker = broker(SOCKETS / 2, 0, 1)) {
      List<RawClient> good = good(broker);
      p99Micros(good); // Compiles what the next ones measure.
      long[] alone = new long[TURNS];
      long[] beside = new long[TURNS];
      for (int turn = 0; turn < TURNS; turn++) {
        alone[turn] = p99Micros(good);
        beside[turn] = besideStrangers(broker, good);
      }
      System.out.printf(
          "%d strangers' sockets, %d good clients, median of %d turns: p99 %d us alone, %d us"
              + " beside them%n",
          SOCKETS, GOOD, TURNS, median(alone), median(beside));
      good.forEach(RawClient::close);
    }
  }

  private static long besideStrangers(Broker broker, List<RawClient> good) throws Exception {
    long refusedBefore = broker.limits().count(Limit.UNAUTHENTICATED);
    List<HttpSocket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < SOCKETS; i++) {
        strangers.add(new HttpSocket(broker.port()));
      }
      long micros = p99Micros(good);
      assertThat(broker.limits().count(Limit.UNAUTHENTICATED) - refusedBefore)
          .isGreaterThanOrEqualTo(SOCKETS / 2);
      return micros;
    } finally {
      strangers.forEach(HttpSocket::close);
    }
  }

  private static long median(long[] turns) {
    return Arrays.stream(turns).sorted().skip(TURNS / 2).findFirst().orElseThrow();
  }

  private static List<RawClient> good(Broker broker) {
    List<RawClient> good = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      good.add(RawClient.connect(broker.port(), "{}"));
    }
    return good;
  }

  /** The 99th percentile of the time that a confirm takes, in microseconds; all must come. */
  private static long p99Micros(List<RawClient> good) {
    long[] micros = new long[ROUNDS * good.size()];
    int n = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (RawClient client : good) {
        long start = System.nanoTime();
        String answer = client.ask("421[\"$emit\",{\"rooms\":[\"r\"]},\"n\"]");
        micros[n++] = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        assertThat(answer).startsWith("431[{\"position\":");
      }
    }
    Arrays.sort(micros);
    return micros[n * 99 / 100];
  }

  @Test
  void afterAFloodOfStrangersTheirPlacesAreFreeAgain() throws Exception {
    try (Broker broker = broker(20, 0, 1)) {
      List<HttpSocket> strangers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        strangers.add(new HttpSocket(broker.port()));
      }
      assertThat(strangers.get(39).readByte()).isEqualTo(-1);
      strangers.forEach(HttpSocket::close);
      try (RawClient back = connectAtLast(broker)) {
        assertThat(back.ask("421[\"$rooms\"]")).startsWith("431[");
      }
    }
  }

  private static RawClient connectAtLast(Broker broker) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        return RawClient.connect(broker.port(), "{}");
      } catch (CompletionException stillFull) {
        assertThat(System.nanoTime()).as("patience").isLessThan(end);
      }
    }
  }

  @Test
  void connectionsThatComeAndGoAreAnsweredWith429AboveTheRateAndGoodClientsStay() throws Exception {
    try (Broker broker = broker(1000, 10, 30);
        RawClient good = RawClient.connect(broker.port(), "{}")) {
      int refused = 0;
      for (int i = 0; i < 200; i++) {
        try (HttpSocket churn = new HttpSocket(broker.port())) {
          refused += churn.get(POLLING).status() == 429 ? 1 : 0;
        }
      }
      assertThat(refused).isGreaterThan(100);
      assertThat(broker.limits().count(Limit.CONNECTION_RATE)).isEqualTo(refused);
      assertThat(good.ask("421[\"$rooms\"]")).startsWith("431[");
    }
  }

  /** As many as fit into one packet, for the longest that is served. */
  @Test
  void strangersWhoAskForMuchAtOnceAndReadNothingAreAnsweredNoMoreThanTheyRead() throws Exception {
    byte[] requests =
        "GET /socket.io/socket.io.js.map HTTP/1.1\r\n\r\n".repeat(2000).getBytes(US_ASCII);
    List<HttpSocket> strangers = new ArrayList<>();
    try (Broker broker = TestBrokers.start(dataDir);
        RawClient good = RawClient.connect(broker.port(), "{}")) {
      long before = PlatformDependent.usedDirectMemory();
      for (int i = 0; i < 4; i++) {
        strangers.add(new HttpSocket(broker.port()).write(requests).awaitAnswer());
      }
      assertThat(good.ask("421[\"$emit\",{\"rooms\":[\"r\"]},\"n\"]")).startsWith("431[{\"pos");
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(64 << 20);
    } finally {
      strangers.forEach(HttpSocket::close);
    }
  }

  @Test
  void sidsCannotBeGuessed() throws Exception {
    SecureRandom random = new SecureRandom();
    try (Broker broker = TestBrokers.start(dataDir);
        HttpSocket http = new HttpSocket(broker.port())) {
      assertThat(http.get(POLLING).status()).isEqualTo(200);
      for (int i = 0; i < 2000; i++) {
        byte[] guess = new byte[15];
        random.nextBytes(guess);
        String sid = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
        Response answer = http.get(POLLING + "&sid=" + sid);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/socket.io/../../../../etc/passwd",
        "/socket.io/%2e%2e/%2e%2e/etc/passwd",
        "/socket.io/..%2f..%2fetc%2fpasswd",
        "/socket.io/socket.io.js/../../package.json",
        "/socket.io/socket.io.js%00.map",
        "/socket.io/package.json",
        "//etc/passwd",
        "/socket.io/..\\..\\etc\\passwd"
      })
  void noPathLeadsOutOfWhatIsServed(String path) throws Exception {
    try (Broker broker = TestBrokers.start(dataDir);
        HttpSocket http = new HttpSocket(broker.port())) {
      Response answer = http.get(path);
      assertThat(answer.status()).isIn(400, 404);
      assertThat(answer.body()).doesNotContain("root:").doesNotContain("\"version\"");
    }
  }

  @Test
  void aRequestBehindOneOfTwoLengthsIsNotServed() throws Exception {
    try (Broker broker = TestBrokers.start(dataDir);
        HttpSocket http = new HttpSocket(broker.port())) {
      String smuggled = "GET /socket.io/socket.io.js HTTP/1.1\r\nHost: h\r\n\r\n";
      http.write(
          "POST "
              + POLLING
              + " HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "0\r\n\r\n"
              + smuggled);
      assertThat(http.read().status()).isEqualTo(400);
      assertNothingFollows(http);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: -5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length : 5",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:\u000bchunked"
      })
  void lengthsThatCanBeReadInTwoWaysEndTheConnection(String headers) throws Exception {
    try (Broker broker = TestBrokers.start(dataDir);
        HttpSocket http = new HttpSocket(broker.port())) {
      http.write("POST " + POLLING + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n");
      http.write("0\r\n\r\nGET /socket.io/socket.io.js HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(http.read().status()).isBetween(400, 501);
      assertNothingFollows(http);
    }
  }

  private static void assertNothingFollows(HttpSocket http) {
    try {
      assertThat(http.readByte()).as("what follows the first answer").isEqualTo(-1);
    } catch (UncheckedIOException reset) {
      assertThat(reset).hasMessageNotContaining("timed out");
    }
  }
}
