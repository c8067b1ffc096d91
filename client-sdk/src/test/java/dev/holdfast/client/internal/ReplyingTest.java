package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.client.Event;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplyingTest extends BackendFixture {
  private static final String ASKED = "\"p\":\"p1\",\"sid\":\"S\",\"reply\":true";
  private static final String REPLY = "[\"$reply\",{\"sid\":\"S\",\"p\":\"p1\"},";

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private FakeBroker.Peer peer;

  @Test
  void replyIsSentBeforeTheAcknowledgement() throws Exception {
    backend.on("sum", (session, event) -> event.reply(event.arg(0, Integer.class) + 1, null));
    FakeBroker.Peer peer = connected();
    peer.deliverEvent("\"sum\",1", ASKED);
    peer.answer(peer.expectCall(REPLY + "2,null]"), "{}");
    peer.receipt("{\"upTo\":\"p1\"}");
  }

  /** An instance that is stopped while it works; its event is acknowledged, so all must get out. */
  @Test
  void handlerThatTheCloseFindsUnderWayRepliesAndEmitsBeforeItsAcknowledgement() throws Exception {
    backend.on(
        "q",
        (session, event) -> {
          backend.close();
          event.reply("done");
          backend.emit("news");
        });
    FakeBroker.Peer peer = connected();
    peer.deliverEvent("\"q\"", ASKED);
    peer.answer(peer.expectCall(REPLY + "\"done\"]"), "{}");
    assertThat(peer.next()).contains("\"$emit\"").endsWith("\"news\"]");
    peer.answer(2, "{}");
    peer.receipt("{\"upTo\":\"p1\"}");
    assertThat(peer.next()).isEqualTo("41");
  }

  @Test
  void replyMayComeAfterTheHandlerAndBeBinary() throws Exception {
    Event event = delivered(connected(), "\"file\"", ASKED);
    CompletionStage<Void> replied = event.reply((Object) "data".getBytes(StandardCharsets.UTF_8));
    assertThat(peer.next()).startsWith("451-").contains(REPLY).endsWith("\"num\":0}]");
    assertThat(peer.next()).isEqualTo("binary:data");
    peer.answer(1, "{}");
    await(replied);
  }

  @Test
  void replyIsSentAgainAfterALostConnection() throws Exception {
    Event event = delivered(connected(), "\"q\"", ASKED);
    CompletionStage<Void> replied = event.reply("late");
    peer.expectCall(REPLY + "\"late\"]");
    peer = reconnected(peer);
    peer.answer(peer.expectCall(REPLY + "\"late\"]"), "{}");
    await(replied);
  }

  @Test
  void replyThatNobodyWaitsForAnyMoreFails() throws Exception {
    Event event = delivered(connected(), "\"q\"", ASKED);
    CompletionStage<Void> replied = event.reply("late");
    long id = peer.expectCall(REPLY + "\"late\"]");
    peer.answer(id, "{\"error\":{\"code\":\"unknown-reply\",\"message\":\"gone\"}}");
    assertThat(failure(replied)).isEqualTo("unknown-reply");
  }

  @Test
  void replyThatNobodyAskedForIsNotSent() throws Exception {
    Event event = delivered(connected(), "\"news\"", "\"p\":\"p1\",\"sid\":\"S\"");
    assertThat(event.wantsReply()).isFalse();
    await(event.reply("unasked"));
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
  }

  @Test
  void secondReplyThrows() throws Exception {
    Event event = delivered(connected(), "\"q\"", ASKED);
    event.reply(1);
    assertThatIllegalStateException().isThrownBy(() -> event.reply(2));
    peer.expectCall(REPLY + "1]");
  }

  @Test
  void clientThatIsAskedAnswersWithTheAckId() throws Exception {
    try (HoldfastClient client = HoldfastClient.builder(broker.url()).clientId("alice").build()) {
      client.on("hello?", event -> event.reply("yes", event.arg(0, Integer.class)));
      client.connect();
      FakeBroker.Peer peer = broker.acceptAndJoin("{}");
      peer.send("427[\"hello?\",1,{\"t\":1}]");
      assertThat(peer.next()).isEqualTo("437[\"yes\",1]");
    }
  }

  @Test
  void answerThatIsTooLargeForTheBrokerFailsAndTheConnectionStays() throws Exception {
    backend.onAny((session, event) -> events.add(event));
    peer = connected(); // which takes messages of up to 1000 bytes
    peer.send("427[\"text?\",{\"t\":1}]");
    peer.send("428[\"data?\",{\"t\":1}]");
    Event text = events.poll(10, TimeUnit.SECONDS);
    Event data = events.poll(10, TimeUnit.SECONDS);
    assertThat(failure(text.reply("x".repeat(1000)))).isEqualTo(HoldfastException.TOO_LARGE);
    assertThat(failure(data.reply((Object) new byte[1001]))).isEqualTo(HoldfastException.TOO_LARGE);
    peer.send("2");
    assertThat(peer.next()).as("nothing was sent").isEqualTo("3");
  }

  @Test
  void replyThatTheBrokerCannotReadThrowsAndAnotherMayBeGiven() throws Exception {
    Event event = delivered(connected(), "\"q\"", ASKED);
    assertThatIllegalArgumentException().isThrownBy(() -> event.reply(EmittingTest.nested(200)));
    event.reply(EmittingTest.nested(199));
    assertThat(peer.next()).contains(REPLY);
  }

  @Test
  void answerToAQuestionOfALostConnectionFails() throws Exception {
    backend.onAny((session, event) -> events.add(event));
    peer = connected();
    peer.send("427[\"hello?\",{\"t\":1}]");
    Event event = events.poll(10, TimeUnit.SECONDS);
    reconnected(peer);
    assertThat(failure(event.reply("yes"))).isEqualTo(HoldfastException.CONNECTION_LOST);
  }

  private Event delivered(FakeBroker.Peer to, String elements, String headers) throws Exception {
    peer = to;
    backend.onAny((session, event) -> events.add(event));
    peer.deliverEvent(elements, headers);
    peer.receipt("{\"upTo\":\"p1\"}");
    return events.poll(10, TimeUnit.SECONDS);
  }
}
