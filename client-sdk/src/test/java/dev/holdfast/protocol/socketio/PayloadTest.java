package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.Bytes;
import org.junit.jupiter.api.Test;

class PayloadTest {
  @Test
  void emitVerbIsTakenApartWithoutBeingParsed() throws Exception {
    Payload payload =
        event("[\"$emit\",{\"rooms\":[\"R\"]},\"news\",{\"a\":[1,2]},\"\\u00e9,]\",null]");
    assertThat(payload.name()).isEqualTo("$emit");
    assertThat(payload.size()).isEqualTo(6);
    assertThat(payload.element(1)).hasToString("{\"rooms\":[\"R\"]}");
    assertThat(payload.from(2)).hasToString("\"news\",{\"a\":[1,2]},\"\\u00e9,]\",null");
    assertThat(payload.text(2)).isEqualTo("news");
    assertThat(payload.text(3)).isNull();
    assertThat(payload.text(4)).isEqualTo("é,]");
    assertThat(payload.text(5)).isNull();
  }

  @Test
  void spaceAroundElementsIsNoPartOfThem() throws Exception {
    Payload payload = event("[ \"a\" ,\t{ } ,\r\n 1 ] ");
    assertThat(payload.element(0)).hasToString("\"a\"");
    assertThat(payload.element(1)).hasToString("{ }");
    assertThat(payload.element(2)).hasToString("1");
    assertThat(payload.body()).hasToString("\"a\" ,\t{ } ,\r\n 1");
  }

  @Test
  void numericNameIsItsLiteral() throws Exception {
    assertThat(event("[1.50,2]").name()).isEqualTo("1.50");
    assertThat(event("[-3]").name()).isEqualTo("-3");
  }

  @Test
  void elementsAreCountedInBytesNotCharacters() throws Exception {
    Payload payload = event("[\"žluť😀\",\"x\",\"é\"]");
    assertThat(payload.name()).isEqualTo("žluť😀");
    assertThat(payload.element(1)).hasToString("\"x\"");
    assertThat(payload.element(2)).hasToString("\"é\"");
  }

  @Test
  void elementsAreFoundInsideALargerArray() throws Exception {
    Bytes frame = Bytes.utf8("xxxx[\"a\",1]");
    Payload payload = Payload.ofArray(frame.slice(4, frame.length()));
    assertThat(payload.element(1)).hasToString("1");
  }

  @Test
  void emptyArrayHasAnEmptyBody() throws Exception {
    Payload payload = Payload.ofArray(Bytes.utf8("[ ]"));
    assertThat(payload.size()).isZero();
    assertThat(payload.body()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void manyElementsAreAllFound() throws Exception {
    StringBuilder json = new StringBuilder("[\"n\"");
    for (int i = 1; i < 1000; i++) {
      json.append(',').append(i);
    }
    Payload payload = event(json.append(']').toString());
    assertThat(payload.size()).isEqualTo(1000);
    assertThat(payload.element(999)).hasToString("999");
    assertThat(payload.from(998)).hasToString("998,999");
    assertThat(payload.from(1000)).isEqualTo(Bytes.EMPTY);
    assertThatThrownBy(() -> payload.element(1000)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> payload.from(1001)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void answerHasNoEventName() throws Exception {
    Payload payload = Payload.ofArray(Bytes.utf8("[\"a\"]"));
    assertThat(payload.text(0)).isEqualTo("a");
    assertThatThrownBy(payload::name).isInstanceOf(IllegalStateException.class);
  }

  private static Payload event(String json) throws SocketProtocolException {
    return PayloadParser.parse(PacketType.EVENT, Bytes.utf8(json), 0);
  }
}
