package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever one client of the SDK may emit, another one receives: the broker writes a packet as one
 * frame, and a client that took no frame above the usual 64 KiB could never get past such an event.
 */
class LargeEventsTest {
  /** More than two bytes can say the length of. */
  private static final int LARGE = 100_000;

  /** What the name, the target and the number of an event take of a message, at most. */
  private static final int ENVELOPE = 300;

  @TempDir Path dataDir;
  private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();
  private final int most = BrokerConfig.defaults().server().maxPayloadBytes() - ENVELOPE;
  private Broker broker;
  private HoldfastClient alice;
  private HoldfastClient bob;

  @BeforeEach
  void connect() throws Exception {
    broker = TestBrokers.start(dataDir);
    alice = HoldfastClient.builder(broker.url()).clientId("alice").build();
    bob = HoldfastClient.builder(broker.url()).clientId("bob").build();
    bob.onAny(received::add);
    await(alice.connect());
    await(bob.connect());
    await(bob.join("R"));
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
    broker.close();
  }

  @Test
  void largeTextIsDelivered() throws Exception {
    for (int length : List.of(65_000, 65_536, LARGE, most)) {
      String text = "x".repeat(length);
      await(alice.emitToRoom("R", "text", text));
      assertThat(next().arg(0, String.class)).as("%d characters", length).isEqualTo(text);
    }
  }

  @Test
  void largeBinaryDataIsDelivered() throws Exception {
    for (int length : List.of(65_536, LARGE, most)) {
      byte[] data = new byte[length];
      Arrays.fill(data, (byte) 7);
      await(alice.emitToRoom("R", "data", (Object) data));
      assertThat(next().binary(0)).as("%d bytes", length).isEqualTo(data);
    }
  }

  @Test
  void largePageOfHistoryIsRead() throws Exception {
    String text = "x".repeat(LARGE);
    byte[] data = new byte[LARGE];
    await(alice.emitToRoom("R", "text", text));
    await(alice.emitToRoom("R", "data", (Object) data));
    await(alice.emitToRoom("R", "most", "y".repeat(most)));
    HistoryQuery query = HistoryQuery.from(Place.earliest());
    List<Event> past = new ArrayList<>();
    while (past.size() < 3) {
      HistoryPage page = await(bob.history("R", query));
      past.addAll(page.events());
      query = page.next().map(query::after).orElse(query);
    }
    assertThat(past.get(0).arg(0, String.class)).isEqualTo(text);
    assertThat(past.get(1).binary(0)).isEqualTo(data);
    assertThat(past.get(2).arg(0, String.class)).hasSize(most);
  }

  private Event next() throws InterruptedException {
    Event event = received.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
