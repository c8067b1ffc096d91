package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.client.Target;
import dev.holdfast.protocol.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
  @Test
  void emitNamesItsTargetThenTheEvent() {
    Target target = Target.toRooms("R", "S").andClients("C").butNot("D");
    assertThat(Request.emit(target, null, "news", 1, List.of("x"), Map.of("k", true)).body())
        .hasToString(
            "\"$emit\",{\"rooms\":[\"R\",\"S\"],\"clients\":[\"C\"],\"except\":[\"D\"]}"
                + ",\"news\",1,[\"x\"],{\"k\":true}");
    assertThat(Request.emit(Target.toEveryone(), null, "a").body())
        .hasToString("\"$emit\",{\"everyone\":true},\"a\"");
  }

  @Test
  void sequenceNumberStandsInTheTarget() {
    Request request = Request.emit(Target.toClients("C"), null, "a");
    request.number(17);
    assertThat(request.body()).hasToString("\"$emit\",{\"clients\":[\"C\"],\"seq\":17},\"a\"");
  }

  @Test
  void byteArraysTravelAsAttachments() {
    Request request =
        Request.emit(Target.toEveryone(), null, "f", new byte[] {1}, "x", new byte[] {2});
    assertThat(Json.tree(Bytes.utf8("[" + request.body() + "]")).get(5).get("num").asInt())
        .isEqualTo(1);
    assertThat(request.attachments())
        .containsExactly(Bytes.of(new byte[] {1}), Bytes.of(new byte[] {2}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Request.emit(Target.toEveryone(), null, "f", (Object[]) new byte[11][0]));
  }

  @Test
  void namesOfTheBrokerAndOfSocketIoAreRefused() {
    for (String name : List.of("$join", "connect", "disconnecting")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Request.emit(Target.toEveryone(), null, name));
    }
  }

  @Test
  void argumentThatIsNoJsonIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Request.emit(Target.toEveryone(), null, "a", new Object()));
  }

  @Test
  void exceptionsAndSessionsHaveKeysOfTheirOwn() {
    Target target = Target.toSessions("s").butNot("C").butNotRooms("R");
    assertThat(Request.emit(target, "i:1", "a").body())
        .hasToString(
            "\"$emit\",{\"sessions\":[\"s\"],\"except\":[\"C\"],\"exceptRooms\":[\"R\"]"
                + ",\"id\":\"i:1\"},\"a\"");
  }

  @Test
  void volatileEmitHasNeitherNumberNorIdAndIsNotSentAgain() {
    Request request = Request.emit(Target.toEveryone().asVolatile(), "i:1", "a");
    assertThat(request.body()).hasToString("\"$emit\",{\"everyone\":true,\"volatile\":true},\"a\"");
    assertThat(request.resend()).isEqualTo(Request.Resend.NEVER);
  }

  @Test
  void questionIsSentOnceWithItsTimeout() {
    Request request = Request.ask(Target.toRooms("R"), Duration.ofSeconds(5), "q", 1);
    assertThat(request.body())
        .hasToString("\"$ask\",{\"rooms\":[\"R\"],\"timeoutMs\":5000},\"q\",1");
    assertThat(request.resend()).isEqualTo(Request.Resend.NEVER);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Request.ask(Target.toRooms("R"), Duration.ZERO, "q"));
  }

  @Test
  void nullIsAnArgumentAsAnyOther() {
    assertThat(Request.emit(Target.toEveryone(), null, "a", null, 1).body())
        .hasToString("\"$emit\",{\"everyone\":true},\"a\",null,1");
  }

  @Test
  void targetThatNamesNobodyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(Target::toRooms);
  }
}
