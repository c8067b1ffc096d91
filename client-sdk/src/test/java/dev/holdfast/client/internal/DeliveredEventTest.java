package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.Event;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeliveredEventTest {
  private static final String HEADERS =
      "{\"p\":\"k3f9zq-0-4711\",\"t\":1700000000000,\"rooms\":[\"R\",\"S\"],\"from\":\"bob\",\"new\":1}";

  private static final DeliveredEvent.Replier NOBODY =
      (event, args) -> CompletableFuture.completedFuture(null);

  @Test
  void headersAreTheLastElementAndNoArgument() throws Exception {
    Event event = event("2[\"news\",1,{\"a\":[2]}," + HEADERS + "]");
    assertThat(event.name()).isEqualTo("news");
    assertThat(event.position()).isEqualTo("k3f9zq-0-4711");
    assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(1700000000000L));
    assertThat(event.rooms()).containsExactly("R", "S");
    assertThat(event.room()).contains("R");
    assertThat(event.publisher()).contains("bob");
    assertThat(event.size()).isEqualTo(2);
    assertThat(event.arg(0, Integer.class)).isEqualTo(1);
    assertThat((Object) event.arg(1, Map.class)).isEqualTo(Map.of("a", List.of(2)));
    assertThat(event.json(1)).isEqualTo("{\"a\":[2]}");
    assertThatThrownBy(() -> event.json(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> event.arg(1, Integer.class));
    assertThatIllegalArgumentException().isThrownBy(() -> event.binary(0));
  }

  @Test
  void eventWithoutHeadersHasNoPosition() throws Exception {
    assertThat(event("2[\"news\"]").size()).isZero();
    Event event = event("2[\"news\",{\"p\":1}]");
    assertThat(event.size()).isEqualTo(1);
    assertThat(event.position()).isEmpty();
  }

  @Test
  void volatileEventHasHeadersWithoutAPosition() throws Exception {
    Event event = event("2[\"news\",{\"x\":1},{\"t\":7,\"rooms\":[\"R\"]}]");
    assertThat(event.size()).isEqualTo(1);
    assertThat(event.position()).isEmpty();
    assertThat(event.rooms()).containsExactly("R");
    assertThat(event.wantsReply()).isFalse();
  }

  @Test
  void replyIsWantedByAHeaderOrAnAckId() throws Exception {
    assertThat(event("2[\"q\",{\"p\":\"p\",\"t\":7,\"reply\":true}]").wantsReply()).isTrue();
    assertThat(event("25[\"q\",{\"t\":7}]").wantsReply()).isTrue();
  }

  @Test
  void placeholderGivesItsAttachment() throws Exception {
    SocketPacketReader reader = new SocketPacketReader();
    reader.onText(Bytes.utf8("51-[\"f\",{\"_placeholder\":true,\"num\":0}," + HEADERS + "]"));
    SocketPacket packet = reader.onBinary(Bytes.utf8("data"));
    Event event = new DeliveredEvent(packet, NOBODY);
    assertThat(event.binary(0)).asString().isEqualTo("data");
    assertThat(event.arg(0, byte[].class)).asString().isEqualTo("data");
  }

  @Test
  void argumentsCanBePassedOnWithTheBinaryDataInThem() throws Exception {
    String args =
        "1,null,{\"a\":[{\"_placeholder\":true,\"num\":0}]},{\"_placeholder\":true,\"num\":1}";
    SocketPacketReader reader = new SocketPacketReader();
    reader.onText(Bytes.utf8("52-[\"f\"," + args + "," + HEADERS + "]"));
    assertThat(reader.onBinary(Bytes.utf8("in an array"))).isNull();
    Event event = new DeliveredEvent(reader.onBinary(Bytes.utf8("whole")), NOBODY);
    assertThat(event.args()).hasSize(4);
    assertThat(event.args()[3]).isInstanceOf(byte[].class);
    Encoded passedOn = Encoded.of(event.args());
    assertThat(passedOn.json().toUtf8()).isEqualTo(args);
    assertThat(passedOn.attachments())
        .containsExactly(Bytes.utf8("in an array"), Bytes.utf8("whole"));
  }

  private static Event event(String packet) throws Exception {
    return new DeliveredEvent(new SocketPacketReader().onText(Bytes.utf8(packet)), NOBODY);
  }
}
