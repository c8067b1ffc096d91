package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.config.TransportLimitsConfig;
import dev.holdfast.broker.limits.Limit;
import dev.holdfast.it.rig.TcpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that stop reading, each within its own bound, and what all of them together may have
 * waiting: beyond it they get nothing more until they read, and then everything.
 */
@Timeout(120)
class OutboundLimitTest {
  private static final int SLOW = 6;
  private static final int EVENTS = 160;

  /** So that each slow client is sent more than the system's sockets hold for it. */
  private static final String PADDING = "x".repeat(64 << 10);

  private static final long MIB = 1 << 20;

  /** Slow readers are not cut here. */
  private static final long PATIENT_MS = 60_000;

  @TempDir Path dataDir;
  private final List<TcpClient> slow = new ArrayList<>();
  private Broker broker;

  private void start(long maxOutboundBytes) throws Exception {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    TransportLimitsConfig transport = usual.transport();
    broker =
        TestBrokers.start(
            dataDir,
            new LimitsConfig(
                usual.connections(),
                new TransportLimitsConfig(
                    transport.authenticationTimeoutMs(),
                    transport.requestTimeoutMs(),
                    transport.messageTimeoutMs(),
                    transport.idleTimeoutMs(),
                    PATIENT_MS,
                    transport.maxRequestLineBytes(),
                    transport.maxHeaderBytes(),
                    transport.maxInflateRatio(),
                    maxOutboundBytes),
                usual.sessions()));
  }

  @AfterEach
  void stop() {
    slow.forEach(TcpClient::close);
    broker.close();
  }

  @Test
  void manyThatDoNotReadAreHeldBackTogetherAndMissNothing() throws Exception {
    start(MIB);
    emitWhileNobodyButOneReads();
    assertThat(broker.limits().count(Limit.OUTBOUND)).isPositive();
    slow.forEach(OutboundLimitTest::assertGetsAll);
  }

  @Test
  void theBoundOfEachIsNotThatOfAll() throws Exception {
    start(100 * MIB);
    emitWhileNobodyButOneReads();
    assertThat(broker.limits().count(Limit.OUTBOUND)).isZero();
    slow.forEach(OutboundLimitTest::assertGetsAll);
  }

  private void emitWhileNobodyButOneReads() {
    for (int i = 0; i < SLOW; i++) {
      TcpClient client = TcpClient.connect(broker.port(), auth("slow" + i));
      slow.add(client);
      client.send("421[\"$join\",\"R\"]");
      assertThat(client.read()).startsWith("431[");
    }
    try (RawClient fast = RawClient.connect(broker.port(), auth("fast"));
        RawClient publisher = RawClient.connect(broker.port(), "{}")) {
      fast.ask("421[\"$join\",\"R\"]");
      for (int i = 0; i < EVENTS; i++) {
        String emit = "421[\"$emit\",{\"rooms\":[\"R\"]},\"n\"," + i + ",\"" + PADDING + "\"]";
        assertThat(publisher.ask(emit)).startsWith("431[{\"position\":");
        assertThat(fast.next()).as("who reads is not held up").startsWith(event(i));
      }
    }
  }

  private static String auth(String clientId) {
    return "{\"clientId\":\"" + clientId + "\",\"ack\":\"batch\",\"window\":1000}";
  }

  private static String event(int number) {
    return "42[\"n\"," + number + ",";
  }

  private static void assertGetsAll(TcpClient client) {
    for (int i = 0; i < EVENTS; i++) {
      assertThat(client.readAndAnswerPings()).startsWith(event(i));
    }
  }
}
