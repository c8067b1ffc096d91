package dev.holdfast.it.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultProxyTest {
  private ServerSocket broker;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    proxy = FaultProxy.to(broker.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    broker.close();
  }

  @Test
  void bytesPassInBothDirections() throws IOException {
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      byte[] large = new byte[5 * ProxyLink.BUFFER_BYTES];
      new Random(1).nextBytes(large);
      Thread writer = new Thread(() -> write(client, large));
      writer.start();
      assertThat(accepted.getInputStream().readNBytes(large.length)).isEqualTo(large);
      write(accepted, new byte[] {42});
      assertThat(client.getInputStream().read()).isEqualTo(42);
    }
  }

  @Test
  void cutConnectionIsResetOnBothSides() throws IOException {
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      passOneByte(client, accepted);
      assertThat(proxy.cutAll()).isEqualTo(1);
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void cutOfSomeLeavesTheOthers() throws IOException {
    try (Socket one = connect();
        Socket two = connect();
        Socket first = broker.accept();
        Socket second = broker.accept()) {
      passOneByte(one, first);
      passOneByte(two, second);
      assertThat(proxy.cut(new Random(1), 1)).isEqualTo(1);
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void stalledConnectionStaysOpenAndLosesNothing() throws IOException {
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      passOneByte(client, accepted);
      proxy.stall();
      write(client, new byte[] {7});
      accepted.setSoTimeout(100);
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      proxy.flow();
      accepted.setSoTimeout(0);
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void whatIsToBeLostNeverArrivesAndBreaksItsConnectionOnBothSidesOnce() throws IOException {
    proxy.loseNext("doomed");
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      passOneByte(accepted, client);
      assertThat(proxy.hasLost()).isFalse();
      write(accepted, "all of the doomed answer".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThat(proxy.hasLost()).isTrue();
    }
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      write(accepted, "doomed".getBytes(StandardCharsets.UTF_8));
      assertThat(client.getInputStream().read()).isEqualTo('d');
    }
  }

  @Test
  void delayHoldsEveryByteBack() throws IOException {
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      passOneByte(client, accepted);
      proxy.delay(Duration.ofMillis(150));
      long start = System.nanoTime();
      passOneByte(client, accepted);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }
  }

  @Test
  void hangingUpIsSeenAsTheEndOfTheConnectionByBothSides() throws IOException {
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      passOneByte(client, accepted);
      proxy.hangUp(proxy.open().get(0));
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void endOfOneSideReachesTheOtherAfterWhatCameBefore() throws IOException {
    try (Socket accepted = accept(connectAndSay(1))) {
      assertThat(accepted.getInputStream().read()).isEqualTo(1);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void oneDirectionStopsAndTheOtherGoesOn() throws IOException {
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      passOneByte(client, accepted);
      proxy.pass(proxy.open().get(0), Passage.STOPPED, Passage.FREE);
      write(client, new byte[] {7});
      passOneByte(accepted, client);
      accepted.setSoTimeout(100);
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void bytesOfAStoppedConnectionComeLateAlthoughItsClientHasGoneAndConnectedAgain()
      throws IOException {
    proxy.pass(Passage.STOPPED, Passage.FREE);
    Socket gone = connectAndSay(7);
    try (Socket old = broker.accept()) {
      gone.close();
      int late = proxy.open().get(0);
      proxy.flow();
      proxy.pass(late, Passage.STOPPED, Passage.FREE);
      try (Socket client = connect();
          Socket accepted = broker.accept()) {
        passOneByte(client, accepted);
        proxy.pass(late, Passage.FREE, Passage.FREE);
        assertThat(old.getInputStream().read()).isEqualTo(7);
        assertThat(old.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void throttledConnectionCarriesNoMoreThanItMay() throws IOException {
    proxy.pass(Passage.FREE, Passage.throttled(1000));
    try (Socket client = connect();
        Socket accepted = broker.accept()) {
      long start = System.nanoTime();
      write(accepted, new byte[1000]);
      client.getInputStream().readNBytes(1000);
      // The first and the last quarter of a second cost nothing.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(700), Duration.ofSeconds(10));
    }
  }

  @Test
  void connectionIsResetWhileNobodyListens() throws IOException {
    broker.close();
    try (Socket client = connect()) {
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  /** A client that says one thing and has gone by the time that is accepted. */
  private Socket connectAndSay(int what) throws IOException {
    Socket client = connect();
    write(client, new byte[] {(byte) what});
    return client;
  }

  private Socket accept(Socket closing) throws IOException {
    Socket accepted = broker.accept();
    closing.close();
    return accepted;
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.url().getPort());
  }

  private static void passOneByte(Socket from, Socket to) throws IOException {
    write(from, new byte[] {1});
    assertThat(to.getInputStream().read()).isEqualTo(1);
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
