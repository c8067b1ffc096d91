package dev.holdfast.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void sliceCountsFromItsOwnStart() {
    Bytes bytes = Bytes.utf8("0123456789").slice(2, 8);
    assertThat(bytes.slice(1, 3)).isEqualTo(Bytes.utf8("34"));
    assertThat(bytes.at(0)).isEqualTo((byte) '2');
  }

  @Test
  void equalBytesAreEqualWhereverTheyStand() {
    Bytes inside = Bytes.utf8("xaby").slice(1, 3);
    assertThat(inside).isEqualTo(Bytes.utf8("ab")).hasSameHashCodeAs(Bytes.utf8("ab"));
    assertThat(inside.compact().array()).hasSize(2);
  }

  @Test
  void rangeOutsideTheWindowIsRefused() {
    assertThatThrownBy(() -> Bytes.utf8("ab").slice(1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.of(new byte[2], -1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
