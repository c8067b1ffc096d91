package dev.holdfast.client.internal;

import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.HoldfastException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A fake broker and one instance of a back-end. */
abstract class BackendFixture {
  final FakeBroker broker = new FakeBroker();

  /** What the back-end's handlers and stages said, in order. */
  final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  final HoldfastBackend backend =
      HoldfastBackend.builder(broker.url())
          .clientId("chat")
          .window(500)
          .reconnectDelay(Duration.ofMillis(1), Duration.ofMillis(20))
          .redeliveryDelay(Duration.ofMillis(100), Duration.ofMillis(300))
          .closeTimeout(Duration.ofMillis(300))
          .build();

  /** Connects the back-end. */
  FakeBroker.Peer connected() throws Exception {
    CompletionStage<Void> connected = backend.connect();
    FakeBroker.Peer peer = broker.acceptAndJoin("{\"clientId\":\"chat\"}");
    await(connected);
    return peer;
  }

  /** Cuts the connection and takes the next. */
  FakeBroker.Peer reconnected(FakeBroker.Peer old) throws Exception {
    old.cut();
    return broker.acceptAndJoin("{\"clientId\":\"chat\"}");
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** The code that a stage fails with: its own exception's, not that of one around it. */
  static String failure(CompletionStage<?> stage) throws Exception {
    return await(stage.handle((value, failure) -> code(failure)));
  }

  private static String code(Throwable failure) {
    return failure instanceof HoldfastException refused ? refused.code() : "" + failure;
  }

  String heard() throws InterruptedException {
    return said.poll(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void closeAll() {
    backend.close();
    broker.close();
  }
}
