package dev.holdfast.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final int BYTES = 100;
  private static final String PAYLOAD = new String(new Payload(1, BYTES, false).of(2, 3, 4), UTF_8);

  private final Delivery delivery = new Delivery();
  private final byte[] position = new byte[32];

  @Test
  void anEventOfModeAutoIsOnlyItsPayload() {
    assertThat(read("42[\"bench\"," + PAYLOAD + "]")).isTrue();
    assertThat(delivery.payloadAt()).isEqualTo(11);
    assertThat(delivery.asksForAck()).isFalse();
    assertThat(delivery.position(BYTES, position)).isZero();
  }

  @Test
  void anEventOfModeEachAsksForAnAck() {
    assertThat(read("421234567890123[\"bench\"," + PAYLOAD + "]")).isTrue();
    assertThat(delivery.asksForAck()).isTrue();
    assertThat(delivery.ackId()).isEqualTo(1_234_567_890_123L);
    assertThat(delivery.payloadAt()).isEqualTo(24);
    assertThat(read("420[\"bench\"," + PAYLOAD + "]")).isTrue();
    assertThat(delivery.asksForAck()).isTrue();
    assertThat(delivery.ackId()).isZero();
  }

  @Test
  void anEventOfModeBatchTellsItsPosition() {
    read("42[\"bench\"," + PAYLOAD + ",{\"p\":\"x.0.17\",\"t\":1,\"from\":\"a\"}]");
    assertThat(positionFor(BYTES)).isEqualTo("x.0.17");
  }

  @Test
  void thePositionIsFoundBehindAPayloadOfAnotherSizeToo() {
    read("42[\"bench\"," + PAYLOAD + ",{\"p\":\"x.0.17\",\"t\":1}]");
    assertThat(positionFor(BYTES + 1)).isEqualTo("x.0.17");
    assertThat(positionFor(1_000)).isEqualTo("x.0.17");
    assertThat(positionFor(50)).isEqualTo("x.0.17");
  }

  @Test
  void otherEventsAreNone() {
    assertThat(read("42[\"chat\"," + PAYLOAD + "]")).isFalse();
    assertThat(read("42[\"bench\",{\"a\":1}]")).isFalse();
    assertThat(read("42[\"bench\",\"short\"]")).isFalse();
    assertThat(read("42")).isFalse();
  }

  private boolean read(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    byte[] larger = new byte[bytes.length + 10]; // what an earlier frame has left behind it
    System.arraycopy(bytes, 0, larger, 0, bytes.length);
    return delivery.read(larger, bytes.length);
  }

  private String positionFor(int expectedBytes) {
    return new String(position, 0, delivery.position(expectedBytes, position), UTF_8);
  }
}
