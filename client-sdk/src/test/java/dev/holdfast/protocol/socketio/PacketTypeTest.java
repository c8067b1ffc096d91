package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacketTypeTest {
  @ParameterizedTest
  @EnumSource
  void everyTypeIsFoundByItsDigit(PacketType type) {
    assertThat(PacketType.ofDigit(type.digit())).isEqualTo(type);
  }
}
