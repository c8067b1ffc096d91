package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK and the broker, over a real socket and a real store. */
class HoldfastClientTest {
  @TempDir Path dataDir;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final List<HoldfastClient> clients = new ArrayList<>();
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    clients.forEach(HoldfastClient::close);
    broker.close();
  }

  @Test
  void eventsOfARoomComeInOrderWithTheirPositions() throws Exception {
    HoldfastClient bob = client("bob");
    bob.onAny(event -> said.add(event.name() + event.arg(0, Integer.class) + event.position()));
    await(bob.connect());
    await(bob.join("R"));
    HoldfastClient alice = client("alice");
    await(alice.connect());
    for (int i = 0; i < 100; i++) {
      Confirm confirm = await(alice.emitToRoom("R", "news", i));
      assertThat(heard()).isEqualTo("news" + i + confirm.position());
    }
    assertThat(await(bob.rooms())).containsExactly("R");
    await(bob.leave("R"));
    assertThat(await(bob.rooms())).isEmpty();
  }

  @Test
  void headersSayWhoEmittedItAndWhere() throws Exception {
    HoldfastClient bob = client("bob");
    bob.onAny(event -> said.add(event.publisher().orElse("") + event.rooms() + event.size()));
    await(bob.connect());
    await(bob.join("R"));
    await(bob.emit(Target.toRooms("R").andClients("bob"), "news", "x", new byte[] {1}));
    assertThat(heard()).isEqualTo("bob[R]2");
    await(bob.emitToClient("bob", "news"));
    assertThat(heard()).isEqualTo("bob[]0");
  }

  @Test
  void whatWasMissedComesAfterTheNextConnectAndWhatWasAcknowledgedDoesNot() throws Exception {
    HoldfastClient first = client("bob");
    first.onAny(event -> said.add("first " + event.json(0)));
    await(first.connect());
    await(first.join("R"));
    HoldfastClient alice = client("alice");
    await(alice.connect());
    await(alice.emitToRoom("R", "news", 1));
    assertThat(heard()).isEqualTo("first 1");
    first.close();
    await(alice.emitToRoom("R", "news", 2));
    HoldfastClient second = client("bob");
    second.onAny(event -> said.add("second " + event.json(0)));
    await(second.connect());
    assertThat(heard()).isEqualTo("second 2");
    assertThat(said).isEmpty();
  }

  @Test
  void failedEventComesAgain() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    HoldfastClient bob = client("bob");
    bob.onError((event, failure) -> said.add("failed"));
    bob.onAny(
        event -> {
          if (attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
          }
          said.add("handled");
        });
    await(bob.connect());
    await(bob.emitToClient("bob", "news"));
    assertThat(heard()).isEqualTo("failed");
    assertThat(heard()).isEqualTo("failed");
    assertThat(heard()).isEqualTo("handled");
  }

  @Test
  void restartOfTheBrokerLosesAndRepeatsNothing() throws Exception {
    HoldfastClient bob = client("bob");
    bob.onAny(event -> said.add(event.json(0)));
    await(bob.connect());
    await(bob.join("R"));
    HoldfastClient alice = client("alice");
    await(alice.connect());
    List<CompletionStage<Confirm>> confirms = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      confirms.add(alice.emitToRoom("R", "news", i));
      if (i == 1000) {
        restart();
      }
    }
    for (CompletionStage<Confirm> confirm : confirms) {
      await(confirm);
    }
    for (int i = 0; i < 3000; i++) {
      assertThat(heard()).isEqualTo(Integer.toString(i));
    }
    assertThat(said).isEmpty();
  }

  @Test
  void newerClientOfTheSameNameEndsTheOlder() throws Exception {
    HoldfastClient older = client("bob");
    older.onState((state, reason) -> said.add(state.name()));
    await(older.connect());
    await(client("bob").connect());
    assertThat(heard()).isEqualTo("CONNECTING");
    assertThat(heard()).isEqualTo("CONNECTED");
    assertThat(heard()).isEqualTo("CLOSED");
  }

  @Test
  void refusedConnectAndRefusedRequestSayTheirCode() throws Exception {
    assertThatThrownBy(() -> await(client("~illegal").connect()))
        .cause()
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).isEqualTo("bad-client-id"));
    HoldfastClient alice = client("alice");
    await(alice.connect());
    assertThatThrownBy(() -> await(alice.join("")))
        .cause()
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).isEqualTo("bad-room"));
  }

  private void restart() throws Exception {
    int port = broker.port();
    broker.close();
    broker = TestBrokers.restart(dataDir, port);
  }

  private HoldfastClient client(String id) {
    HoldfastClient client =
        HoldfastClient.builder(broker.url())
            .clientId(id)
            .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(100))
            .redeliveryDelay(Duration.ofMillis(10), Duration.ofMillis(20))
            .build();
    clients.add(client);
    return client;
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String heard() throws InterruptedException {
    return said.poll(20, TimeUnit.SECONDS);
  }
}
