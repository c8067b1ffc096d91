package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.ReceiveFilter;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that were handled, and come again to another client object. */
class FilteringTest extends ClientFixture {
  @TempDir Path directory;

  private FakeBroker.Peer restarted() throws Exception {
    use(builder().filter(ReceiveFilter.onDisk(directory)));
    client.onAny(event -> said.add(event.position()));
    return connected();
  }

  @Test
  void handledByAnEarlierProcessIsAcknowledgedNotHandled() throws Exception {
    FakeBroker.Peer peer = restarted();
    peer.deliver("news", "e-0-1");
    peer.expectCall("[\"$ack\",{\"upTo\":\"e-0-1\"}]"); // its receipt never comes

    peer = restarted();
    peer.deliver("news", "e-0-1");
    peer.receipt("{\"upTo\":\"e-0-1\"}");
    peer.deliver("news", "e-0-2");
    peer.receipt("{\"upTo\":\"e-0-2\"}");
    assertThat(heard()).isEqualTo("e-0-1");
    assertThat(heard()).isEqualTo("e-0-2");
  }

  @Test
  void failedByAnEarlierProcessIsHandledAgain() throws Exception {
    FakeBroker.Peer peer = restarted();
    client.onError((event, failure) -> {});
    client.on(
        "news",
        event -> {
          throw new IllegalStateException("broke");
        });
    peer.deliver("news", "e-0-1");
    assertThat(peer.next()).contains("$nack");
    peer = restarted();
    peer.deliver("news", "e-0-1");
    peer.receipt("{\"upTo\":\"e-0-1\"}");
    assertThat(heard()).isEqualTo("e-0-1");
  }

  @Test
  void eventBeforeALaterHandledOneIsStillHandled() throws Exception {
    FakeBroker.Peer peer = restarted();
    peer.deliver("news", "e-0-5");
    peer.receipt("{\"upTo\":\"e-0-5\"}");
    peer.deliver("news", "e-0-2"); // it had waited for another attempt
    peer.receipt("{\"upTo\":\"e-0-2\"}");
    assertThat(heard()).isEqualTo("e-0-5");
    assertThat(heard()).isEqualTo("e-0-2");
  }

  @Test
  void whatTheBrokerHasAcknowledgedIsNotKeptSingly() throws Exception {
    use(builder().filter(ReceiveFilter.onDisk(directory)));
    client.onAny(event -> said.add(event.position()));
    client.connect();
    FakeBroker.Peer peer = broker.acceptAndJoin("{\"position\":\"e-0-7\"}");
    CompletionStage<?> rooms = client.rooms();
    peer.answer(peer.expectCall("[\"$rooms\",{}]"), "{\"rooms\":[]}");
    await(rooms); // told of on the same thread, after what came with the connect
    peer.deliver("news", "e-0-7");
    peer.receipt("{\"upTo\":\"e-0-7\"}");
    assertThat(said).isEmpty();
  }

  @Test
  void anonymousClientHasNoFilter() {
    assertThatThrownBy(
            () -> builder().clientId(null).filter(ReceiveFilter.onDisk(directory)).build())
        .isInstanceOf(IllegalStateException.class);
  }
}
