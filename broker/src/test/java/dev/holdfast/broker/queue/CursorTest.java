package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTest {
  private final Cursor cursor = new Cursor(10);

  @Test
  void neverMovesBack() {
    assertThat(cursor.advance(9, List.of(8L, 10L))).isFalse();
    assertThat(cursor.upTo()).isEqualTo(10);
    assertThat(cursor.also()).isEmpty();
  }

  @Test
  void dropsLaterOffsetsOnceItPassesThem() {
    assertThat(cursor.advance(10, List.of(12L, 15L))).isTrue();
    assertThat(cursor.advance(10, List.of(12L))).isFalse();
    assertThat(cursor.advance(12, List.of())).isTrue();
    assertThat(cursor.also()).containsExactly(15L);
  }

  @Test
  void isReadBackAsItWasWritten() {
    cursor.advance(1_000_000, List.of(1_000_002L, 5_000_000_000L));
    Cursor read = Cursor.decode(cursor.encode(7));
    assertThat(read.upTo()).isEqualTo(1_000_000);
    assertThat(read.also()).containsExactly(1_000_002L, 5_000_000_000L);
  }

  @Test
  void aCutOffValueIsRefused() {
    assertThatThrownBy(() -> Cursor.decode(new byte[] {(byte) 0x80}))
        .isInstanceOf(Store.StoreException.class);
  }
}
