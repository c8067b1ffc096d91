package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastClientBuilder;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A fake broker and one client of it. */
abstract class ClientFixture {
  final FakeBroker broker = new FakeBroker();

  /** What the client's handlers, listeners and stages said, in order. */
  final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  HoldfastClient client = builder().build();

  HoldfastClientBuilder builder() {
    return HoldfastClient.builder(broker.url())
        .clientId("alice")
        .window(500)
        .reconnectDelay(Duration.ofMillis(1), Duration.ofMillis(20))
        .redeliveryDelay(Duration.ofMillis(100), Duration.ofMillis(300))
        .closeTimeout(Duration.ofMillis(300));
  }

  /** Replaces the client by another. */
  void use(HoldfastClientBuilder other) {
    client.close();
    client = other.build();
  }

  /** Connects the client. */
  FakeBroker.Peer connected() throws Exception {
    CompletionStage<Void> connected = client.connect();
    FakeBroker.Peer peer = broker.acceptAndJoin("{\"clientId\":\"alice\",\"lastSeq\":0}");
    await(connected);
    return peer;
  }

  /** Cuts the connection and takes the next. */
  FakeBroker.Peer reconnected(FakeBroker.Peer old) throws Exception {
    old.cut();
    return broker.acceptAndJoin("{\"clientId\":\"alice\",\"lastSeq\":0}");
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  String heard() throws InterruptedException {
    return said.poll(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void closeAll() {
    client.close();
    broker.close();
  }
}
