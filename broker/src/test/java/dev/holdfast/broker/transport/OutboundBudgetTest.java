package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.broker.limits.LimitCounters;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What waits for all connections of a lane together is bounded. */
class OutboundBudgetTest {
  private static final int PACKET_BYTES = 104;

  private final LimitCounters hits = new LimitCounters();
  private final OutboundBudget budget = new OutboundBudget(10 * PACKET_BYTES, hits);
  private final Outbox slow = new Outbox(Settings.quiet(), budget);
  private final Outbox other = new Outbox(Settings.quiet(), budget);

  @Test
  void isOneForAllPortsOfALane() {
    try (EchoServer server = new EchoServer()) {
      List<OutboundBudget> ofLanes = new CopyOnWriteArrayList<>();
      EngineHandler.Factory second =
          (connection, handshake) -> {
            ofLanes.add(((EngineSession) connection).lane().outbound());
            return new EchoHandler(connection, handshake);
          };
      int port = EchoServer.get(server.server.listenAlso(0, second));
      for (int i = 0; i < 2; i++) {
        try (HttpSocket first = new HttpSocket(server.port());
            HttpSocket other = new HttpSocket(port)) {
          first.get("/socket.io/?EIO=4&transport=polling");
          EngineSession session = (EngineSession) server.lastHandler().connection;
          ofLanes.add(session.lane().outbound());
          other.get("/socket.io/?EIO=4&transport=polling");
        }
      }
      assertThat(ofLanes).hasSize(4);
      assertThat(new HashSet<>(ofLanes)).as("two lanes").hasSize(2);
    }
  }

  private static void add(Outbox outbox, int packets) {
    for (int i = 0; i < packets; i++) {
      outbox.add(EnginePacket.binary(Bytes.of(new byte[100])));
    }
  }

  @Test
  void whileTooMuchWaitsAConnectionIsFullWithItsFirstPacketUntilThatHasLeft() {
    add(slow, 10);
    assertThat(slow.writable()).isTrue();
    add(other, 1);
    assertThat(other.writable()).isFalse();
    assertThat(hits.count(Limit.OUTBOUND)).isEqualTo(1);
    assertThat(other.sent(PACKET_BYTES)).as("writable again").isTrue();
    assertThat(other.writable()).isTrue();
  }

  @Test
  void whatHasLeftAndWhatASessionLeavesBehindCountsNoMore() {
    add(slow, 10);
    add(other, 2);
    assertThat(budget.isExceeded()).isTrue();
    slow.sent(3 * PACKET_BYTES);
    assertThat(budget.bytes()).isEqualTo(9 * PACKET_BYTES);
    slow.close();
    assertThat(budget.bytes()).isEqualTo(2 * PACKET_BYTES);
    assertThat(slow.sent(7 * PACKET_BYTES)).as("too late").isFalse();
    assertThat(budget.bytes()).isEqualTo(2 * PACKET_BYTES);
  }
}
