package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.client.Target;
import dev.holdfast.protocol.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
  @Test
  void emitNamesItsTargetThenTheEvent() {
    Target target = Target.toRooms("R", "S").andClients("C").butNot("D");
    assertThat(Request.emit(target, "news", 1, List.of("x"), Map.of("k", true)).body())
        .hasToString(
            "\"$emit\",{\"rooms\":[\"R\",\"S\"],\"clients\":[\"C\"],\"except\":[\"D\"]}"
                + ",\"news\",1,[\"x\"],{\"k\":true}");
    assertThat(Request.emit(Target.toEveryone(), "a").body())
        .hasToString("\"$emit\",{\"everyone\":true},\"a\"");
  }

  @Test
  void sequenceNumberStandsInTheTarget() {
    Request request = Request.emit(Target.toClients("C"), "a");
    request.number(17);
    assertThat(request.body()).hasToString("\"$emit\",{\"clients\":[\"C\"],\"seq\":17},\"a\"");
  }

  @Test
  void byteArraysTravelAsAttachments() {
    Request request = Request.emit(Target.toEveryone(), "f", new byte[] {1}, "x", new byte[] {2});
    assertThat(Json.tree(Bytes.utf8("[" + request.body() + "]")).get(5).get("num").asInt())
        .isEqualTo(1);
    assertThat(request.attachments())
        .containsExactly(Bytes.of(new byte[] {1}), Bytes.of(new byte[] {2}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Request.emit(Target.toEveryone(), "f", (Object[]) new byte[11][0]));
  }

  @Test
  void namesOfTheBrokerAndOfSocketIoAreRefused() {
    for (String name : List.of("$join", "connect", "disconnecting")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Request.emit(Target.toEveryone(), name));
    }
  }

  @Test
  void argumentThatIsNoJsonIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Request.emit(Target.toEveryone(), "a", new Object()));
  }

  @Test
  void targetThatNamesNobodyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(Target::toRooms);
  }
}
