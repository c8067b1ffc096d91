package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.Lineage.Ancestor;
import dev.holdfast.broker.storage.StoreFormat.State;
import dev.holdfast.broker.storage.StoreFormat.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The content of {@code FORMAT}. */
class StoreFormatTest {
  private static final Lineage LINEAGE =
      Lineage.of(1804289383, List.of(new Ancestor(846930886, 51_234), new Ancestor(-7, 60_000)));

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(State state) throws Exception {
    StoreFormat format = new StoreFormat(LINEAGE, state);
    assertThat(StoreFormat.parse(format.toText())).isEqualTo(format);
  }

  /** One bit in a digit of an epoch would otherwise name another history. */
  @Test
  void eachWrongBitIsFound() {
    byte[] bytes =
        new StoreFormat(LINEAGE, State.READY).toText().getBytes(StandardCharsets.ISO_8859_1);
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      String text = new String(flipped, StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> StoreFormat.parse(text))
          .as(text)
          .isInstanceOf(UnreadableException.class);
    }
  }

  @Test
  void aWrongChecksumIsSaidToBeOne() {
    String text =
        new StoreFormat(LINEAGE, State.READY).toText().replace("1804289383", "1804289382");
    assertThatThrownBy(() -> StoreFormat.parse(text)).hasMessageContaining("its checksum");
  }
}
