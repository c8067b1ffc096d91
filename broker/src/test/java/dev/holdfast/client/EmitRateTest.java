package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.LimitsConfig;
import dev.holdfast.broker.config.SessionLimitsConfig;
import dev.holdfast.broker.limits.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outbox that has more to send than the broker takes in a second, and refuses the rest. */
class EmitRateTest {
  private static final int EMITS = 600;

  @TempDir Path dataDir;
  @TempDir Path outbox;

  private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

  @Test
  void whatWasAcceptedArrivesOnceHoweverLittleTheBrokerTakes() throws Exception {
    try (Broker broker = TestBrokers.start(dataDir, limits(100, 50));
        HoldfastClient alice = publisher(broker);
        HoldfastClient bob = HoldfastClient.builder(broker.url()).clientId("bob").build()) {
      bob.onAny(event -> received.add(event.arg(0, Integer.class)));
      await(bob.connect());
      await(bob.join("R"));
      List<Accepted> accepted = new ArrayList<>();
      for (int i = 0; i < EMITS; i++) {
        accepted.add(await(alice.emitToOutbox(Target.toRooms("R"), "n", i)));
      }
      await(alice.connect());
      Set<Integer> arrived = new HashSet<>();
      for (int i = 0; i < EMITS; i++) {
        await(accepted.get(i).confirmed());
        Integer number = received.poll(60, TimeUnit.SECONDS);
        assertThat(arrived.add(number)).as("%d for the first time", number).isTrue();
      }
      assertThat(refused).isEmpty();
      assertThat(received).isEmpty();
      assertThat(broker.limits().count(Limit.EVENT_RATE)).as("refusals").isGreaterThan(EMITS / 2);
    }
  }

  private HoldfastClient publisher(Broker broker) {
    OutboxListener listener =
        new OutboxListener() {
          @Override
          public void onRefused(String event, HoldfastException reason) {
            refused.add(event + reason.code());
          }
        };
    return HoldfastClient.builder(broker.url())
        .clientId("alice")
        .redeliveryDelay(Duration.ofMillis(20), Duration.ofMillis(500))
        .outbox(outbox, OutboxOptions.defaults().withListener(listener))
        .build();
  }

  private static LimitsConfig limits(int eventsPerSecond, int burst) {
    LimitsConfig usual = BrokerConfig.defaults().limits();
    SessionLimitsConfig sessions = new SessionLimitsConfig(eventsPerSecond, burst, 0, 20, 3, 10);
    return new LimitsConfig(usual.connections(), usual.transport(), sessions);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
