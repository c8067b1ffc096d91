package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Target;
import dev.holdfast.client.TooManyUnconfirmedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EmittingTest extends ClientFixture {
  @Test
  void confirmBringsThePosition() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> confirm = client.emitToRoom("R", "news", 1, "x");
    long id = peer.expectCall("[\"$emit\",{\"rooms\":[\"R\"],\"seq\":1},\"news\",1,\"x\"]");
    peer.answer(id, "{\"position\":\"k-0-1\"}");
    assertThat(await(confirm)).isEqualTo(new Confirm("k-0-1"));
  }

  @Test
  void numbersGoOnFromWhatTheBrokerHasSeen() throws Exception {
    client.emitToClient("bob", "early");
    client.connect();
    FakeBroker.Peer peer = broker.acceptAndJoin("{\"lastSeq\":17}");
    peer.expectCall("[\"$emit\",{\"clients\":[\"bob\"],\"seq\":18},\"early\"]");
    client.emitToEveryone("late");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":19},\"late\"]");
  }

  @Test
  void unconfirmedIsSentAgainInOrderUnderItsNumber() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> first = client.emitToEveryone("a");
    CompletionStage<Confirm> second = client.emitToEveryone("b");
    CompletionStage<Confirm> third = client.emitToEveryone("c");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"a\"]");
    long id = peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":2},\"b\"]");
    peer.answer(id, "{\"position\":\"p2\"}");
    await(second);

    peer = reconnected(peer);
    long again = peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"a\"]");
    long last = peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":3},\"c\"]");
    peer.answer(again, "{\"position\":\"p1\"}");
    peer.answer(last, "{\"position\":\"p3\"}");
    assertThat(await(first).position()).isEqualTo("p1");
    assertThat(await(third).position()).isEqualTo("p3");
  }

  @Test
  void joinAndLeaveInFlightAreSentAgain() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> joined = client.join("R");
    CompletionStage<Void> left = client.leave("S");
    peer.expectCall("[\"$join\",{\"room\":\"R\"}]");
    peer = reconnected(peer);
    peer.answer(peer.expectCall("[\"$join\",{\"room\":\"R\"}]"), "{\"position\":\"p\"}");
    peer.answer(peer.expectCall("[\"$leave\",{\"room\":\"S\"}]"), "{}");
    assertThat(await(joined).position()).isEqualTo("p");
    await(left);
  }

  @Test
  void roomsAreListed() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<List<String>> rooms = client.rooms();
    peer.answer(peer.expectCall("[\"$rooms\",{}]"), "{\"rooms\":[\"R\",\"S\"]}");
    assertThat(await(rooms)).containsExactly("R", "S");
  }

  @Test
  void withoutIdentityThereAreNoNumbers() throws Exception {
    use(builder().clientId(null));
    FakeBroker.Peer peer = connected();
    client.emitToEveryone("a");
    peer.expectCall("[\"$emit\",{\"everyone\":true},\"a\"]");
  }

  @Test
  void binaryArgumentsFollowTheirPacket() throws Exception {
    FakeBroker.Peer peer = connected();
    client.emitToEveryone("f", (Object) new byte[] {'d', 'a', 't', 'a'});
    assertThat(peer.next()).startsWith("451-0[\"$emit\",{\"everyone\":true,\"seq\":1},\"f\",{");
    assertThat(peer.next()).isEqualTo("binary:data");
  }

  @Test
  void refusalFailsTheStageWithItsCode() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> confirm = client.join("no such room?");
    long id = peer.expectCall("[\"$join\",{\"room\":\"no such room?\"}]");
    peer.answer(id, "{\"error\":{\"code\":\"bad_room\",\"message\":\"no\"}}");
    assertFails(confirm, "bad_room");
  }

  @Test
  void answerThatMakesNoSenseFailsTheStage() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> confirm = client.emitToEveryone("a");
    peer.answer(peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"a\"]"), "{}");
    assertFails(confirm, HoldfastException.BAD_ANSWER);
  }

  @Test
  void moreUnconfirmedThanAllowedFailsAtOnceAndRoomComesBack() throws Exception {
    use(builder().maxUnconfirmed(2));
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> first = client.emitToEveryone("a");
    client.emitToEveryone("b");
    assertThatThrownBy(() -> await(client.emitToEveryone("c")))
        .hasCauseInstanceOf(TooManyUnconfirmedException.class);
    long id = peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"a\"]");
    peer.answer(id, "{\"position\":\"p\"}");
    await(first);
    client.emitToEveryone("d");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":2},\"b\"]");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":3},\"d\"]");
  }

  @Test
  void whatTheBrokerWouldNotTakeFailsAndIsNotSentForEver() throws Exception {
    FakeBroker.Peer peer = connected();
    assertFails(client.emitToEveryone("big", "x".repeat(1000)), HoldfastException.TOO_LARGE);
    client.emitToEveryone("small");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"small\"]");
  }

  /** The broker closes the connection for it, each time it comes. */
  @Test
  void whatIsNestedDeeperThanTheBrokerReadsIsRefusedAtOnce() throws Exception {
    FakeBroker.Peer peer = connected();
    assertThatThrownBy(() -> client.emitToEveryone("deep", nested(200)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("199");
    assertThatThrownBy(() -> client.emitToEveryone("deep", nested(200), new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    client.emitToEveryone("less", nested(199));
    assertThat(peer.next()).contains("\"seq\":1}").contains("\"less\"");
  }

  @Test
  void whatIsNoJsonIsRefusedAtOnce() {
    assertThatThrownBy(() -> client.emitToEveryone("raw", new RawValue("{no")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Beside binary data it would be taken for some, or close the connection each time. */
  @Test
  void jsonThatLooksLikeAPlaceholderIsRefusedBesideBinaryData() throws Exception {
    FakeBroker.Peer peer = connected();
    Map<String, Object> alike = Map.of("_placeholder", true, "num", 0);
    Map<String, Object> beyond = Map.of("list", List.of(Map.of("_placeholder", true, "num", 7)));
    for (Map<String, Object> forged : List.of(alike, beyond)) {
      assertThatThrownBy(() -> client.emitToEveryone("f", new byte[1], forged))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("_placeholder");
    }
    client.emitToEveryone("alone", alike);
    assertThat(peer.next()).contains("\"alone\"");
    client.emitToEveryone("other", new byte[1], Map.of("_placeholder", false));
    assertThat(peer.next()).contains("\"other\"");
  }

  /** So many arrays in each other. */
  static Object nested(int depth) {
    Object value = List.of();
    for (int i = 1; i < depth; i++) {
      value = List.of(value);
    }
    return value;
  }

  @Test
  void handlerMayWaitForItsEmit() throws Exception {
    client.on("in", event -> said.add(await(client.emit(Target.toEveryone(), "out")).position()));
    FakeBroker.Peer peer = connected();
    peer.deliver("in", "p1");
    long id = peer.expectCall("[\"$emit\",{\"everyone\":true,\"seq\":1},\"out\"]");
    peer.answer(id, "{\"position\":\"p2\"}");
    assertThat(heard()).isEqualTo("p2");
    peer.receipt("{\"upTo\":\"p1\"}");
  }

  private static void assertFails(CompletionStage<?> stage, String code) {
    assertThatThrownBy(() -> await(stage))
        .cause()
        .isInstanceOfSatisfying(
            HoldfastException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
