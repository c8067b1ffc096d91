package dev.holdfast.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  private static final int RUN = 0xfedc_ba98;

  @ParameterizedTest
  @ValueSource(ints = {Payload.MIN_BYTES, 64, 256, 262_144})
  void itIsAJsonStringOfExactlyTheSizeAskedFor(int bytes) throws Exception {
    for (boolean random : new boolean[] {false, true}) {
      byte[] json = new Payload(RUN, bytes, random).of(7, 123, 456);
      assertThat(json).hasSize(bytes);
      assertThat(new ObjectMapper().readTree(json).textValue()).hasSize(bytes - 2);
    }
  }

  @Test
  void itsFieldsAreFoundByTheirPlaceWhereverItStands() {
    long sequence = (1L << 48) - 1;
    long time = 987_654_321_987L;
    byte[] json = new Payload(RUN, 100, false).of(4_000_000, sequence, time);
    byte[] frame = new byte[150];
    System.arraycopy(json, 0, frame, 13, json.length);

    assertThat(Payload.run(frame, 13)).isEqualTo(RUN);
    assertThat(Payload.publisher(frame, 13)).isEqualTo(4_000_000);
    assertThat(Payload.sequence(frame, 13)).isEqualTo(sequence);
    assertThat(Payload.intendedAt(frame, 13)).isEqualTo(time);
  }

  @Test
  void randomFillersDifferFromEventToEvent() {
    Payload random = new Payload(RUN, 300_000, true);
    for (int i = 0; i < 8; i++) {
      assertThat(filler(random.of(1, 1, 1))).isNotEqualTo(filler(random.of(1, 1, 1)));
    }
    Payload plain = new Payload(RUN, 300, false);
    assertThat(filler(plain.of(1, 1, 1))).isEqualTo(filler(plain.of(2, 2, 2)));
  }

  private static String filler(byte[] json) {
    return new String(json, StandardCharsets.US_ASCII).substring(Payload.MIN_BYTES - 1);
  }
}
