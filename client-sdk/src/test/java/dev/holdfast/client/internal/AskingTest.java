package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.client.Answer;
import dev.holdfast.client.Answers;
import dev.holdfast.client.HoldfastException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AskingTest extends BackendFixture {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String TO_SESSION =
      "[\"$ask\",{\"sessions\":[\"s1\"],\"timeoutMs\":1000},\"q\"]";

  @Test
  void answersOfARoomAreCollectedWithWhoDidNotAnswer() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Answers> asked = backend.to("R").emitWithAck(SECOND, "q", 1);
    long id = peer.expectCall("[\"$ask\",{\"rooms\":[\"R\"],\"timeoutMs\":1000},\"q\",1]");
    peer.answer(
        id,
        "{\"answers\":[{\"sid\":\"s1\",\"clientId\":\"alice\",\"args\":[\"yes\",0.10]},"
            + "{\"sid\":\"s2\",\"args\":[]}],"
            + "\"missing\":[{\"sid\":\"s3\"},{\"clientId\":\"carol\"}]}");
    Answers answers = await(asked);
    Answer first = answers.answers().get(0);
    assertThat(first.sid()).isEqualTo("s1");
    assertThat(first.clientId()).contains("alice");
    assertThat(first.arg(0, String.class)).isEqualTo("yes");
    assertThat(first.json(1)).as("as it was sent").isEqualTo("0.10");
    assertThat(answers.answers().get(1).size()).isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> first.json(2));
    assertThat(answers.missing())
        .containsExactly(
            new Answers.Missing(Optional.of("s3"), Optional.empty()),
            new Answers.Missing(Optional.empty(), Optional.of("carol")));
    assertThat(answers.isComplete()).isFalse();
  }

  @Test
  void binaryAnswersAreRead() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Answers> asked = backend.emitWithAck(SECOND, "q");
    long id = peer.expectCall("[\"$ask\",{\"everyone\":true,\"timeoutMs\":1000},\"q\"]");
    String placeholder = "{\"_placeholder\":true,\"num\":%d}";
    peer.send(
        "462-"
            + id
            + "[{\"answers\":[{\"sid\":\"a\",\"args\":["
            + placeholder.formatted(0)
            + "]},{\"sid\":\"b\",\"args\":["
            + placeholder.formatted(1)
            + "]}],\"missing\":[]}]");
    peer.sendBinary("one");
    peer.sendBinary("two");
    Answers answers = await(asked);
    assertThat(answers.answers().get(0).binary(0)).asString().isEqualTo("one");
    assertThat(answers.answers().get(1).arg(0, byte[].class)).asString().isEqualTo("two");
    assertThat(answers.isComplete()).isTrue();
  }

  @Test
  void oneSessionIsAskedForOneAnswer() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Answer> asked = backend.session("s1").emitWithAck(SECOND, "q");
    peer.answer(
        peer.expectCall(TO_SESSION),
        "{\"answers\":[{\"sid\":\"s1\",\"args\":[7]}],\"missing\":[]}");
    assertThat(await(asked).arg(0, Integer.class)).isEqualTo(7);
  }

  @Test
  void sessionThatDoesNotAnswerFailsTheStage() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Answer> asked = backend.session("s1").emitWithAck(SECOND, "q");
    peer.answer(peer.expectCall(TO_SESSION), "{\"answers\":[],\"missing\":[{\"sid\":\"s1\"}]}");
    assertThat(failure(asked)).isEqualTo(HoldfastException.NO_ANSWER);
  }

  @Test
  void questionIsNeverAskedTwice() throws Exception {
    assertThat(failure(backend.emitWithAck(SECOND, "q")))
        .as("not connected")
        .isEqualTo(HoldfastException.CONNECTION_LOST);
    FakeBroker.Peer peer = connected();
    CompletionStage<Answer> asked = backend.session("s1").emitWithAck(SECOND, "q");
    peer.expectCall(TO_SESSION);
    peer = reconnected(peer);
    assertThat(failure(asked)).isEqualTo(HoldfastException.CONNECTION_LOST);
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
  }

  @Test
  void answerThatMakesNoSenseFailsTheStage() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Answer> asked = backend.session("s1").emitWithAck(SECOND, "q");
    peer.answer(peer.expectCall(TO_SESSION), "{}");
    assertThat(failure(asked)).isEqualTo(HoldfastException.BAD_ANSWER);
  }
}
