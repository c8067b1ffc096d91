package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
  private static final FrameWriter PLAIN = new FrameWriter(null, 0);

  private static ByteBuf encode(EnginePacket... packets) {
    return PLAIN.encode(UnpooledByteBufAllocator.DEFAULT, List.of(packets));
  }

  private static String head(EnginePacket packet, int bytes) {
    return ByteBufUtil.hexDump(encode(packet), 0, bytes);
  }

  private static EnginePacket binary(int length) {
    return EnginePacket.binary(Bytes.of(new byte[length]));
  }

  @Test
  void aTextPacketIsAFinalUnmaskedFrameWithItsDigit() {
    ByteBuf frame = encode(EnginePacket.text(PacketType.MESSAGE, Bytes.utf8("hi")));
    assertThat(ByteBufUtil.hexDump(frame)).isEqualTo("8103" + "34" + "6869");
  }

  @Test
  void aBatchIsOneBufferOfFramesInOrder() {
    ByteBuf frames =
        encode(EnginePacket.of(PacketType.PING), EnginePacket.binary(Bytes.utf8("\u0001\u0002")));
    assertThat(ByteBufUtil.hexDump(frames)).isEqualTo("810132" + "82020102");
  }

  @Test
  void theLengthTakesOneThreeOrNineBytes() {
    assertThat(head(binary(125), 2)).isEqualTo("827d");
    assertThat(head(binary(126), 4)).isEqualTo("827e007e");
    assertThat(head(binary(65_535), 4)).isEqualTo("827effff");
    assertThat(head(binary(65_536), 10)).isEqualTo("827f0000000000010000");
  }

  @Test
  void theDigitCountsAsPayload() {
    EnginePacket text = EnginePacket.text(PacketType.MESSAGE, Bytes.of(new byte[125]));
    assertThat(head(text, 5)).isEqualTo("817e007e34");
  }
}
