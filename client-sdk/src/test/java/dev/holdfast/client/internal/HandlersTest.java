package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandlersTest {
  private final Handlers handlers = new Handlers();

  /** The delivery thread ended with it, and the client got nothing any more. */
  @Test
  void anErrorListenerThatThrowsAnErrorDoesNotKeepTheOutcomeFromBeingReported() throws Exception {
    handlers.set(
        "e",
        event -> {
          throw new IllegalStateException("failed");
        });
    handlers.setErrors(
        (event, failure) -> {
          throw new AssertionError("the listener is broken");
        });
    LinkedBlockingQueue<Dispatcher.Outcome> outcomes = new LinkedBlockingQueue<>();
    Dispatcher dispatcher = new Dispatcher("test-delivery", 10, handlers, outcomes::add);
    dispatcher.start();
    dispatcher.offer(event("1"));
    dispatcher.offer(event("2"));
    for (String position : List.of("1", "2")) {
      Dispatcher.Outcome outcome = outcomes.poll(10, TimeUnit.SECONDS);
      assertThat(outcome.position()).isEqualTo(position);
      assertThat(outcome.success()).isFalse();
    }
    dispatcher.stop();
  }

  private static DeliveredEvent event(String position) throws Exception {
    Bytes packet = Bytes.utf8("2[\"e\",{\"p\":\"" + position + "\",\"t\":1}]");
    return new DeliveredEvent(
        Objects.requireNonNull(new SocketPacketReader().onText(packet)), (event, args) -> null);
  }
}
