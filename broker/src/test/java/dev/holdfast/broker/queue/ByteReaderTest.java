package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.Bytes;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
  @Property
  void readsWhatTheWriterWrote(@ForAll long number, @ForAll byte[] bytes) {
    ByteWriter out = new ByteWriter(1);
    out.signed(number).varint(number & Long.MAX_VALUE).bytes(Bytes.of(bytes)).octet(7);
    ByteReader in = new ByteReader(out.toArray());
    assertThat(in.signed()).isEqualTo(number);
    assertThat(in.varint()).isEqualTo(number & Long.MAX_VALUE);
    assertThat(in.bytes().toArray()).isEqualTo(bytes);
    assertThat(in.octet()).isEqualTo(7);
    assertThat(in.atEnd()).isTrue();
  }

  @Test
  void aValueThatWasCutOffAnywhereIsRefused() {
    byte[] whole = new ByteWriter(8).varint(300).text("name").toArray();
    for (int length = 0; length < whole.length; length++) {
      ByteReader in = new ByteReader(Arrays.copyOf(whole, length));
      assertThatThrownBy(
              () -> {
                in.varint();
                in.text();
              })
          .isInstanceOf(Store.StoreException.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void aLengthBeyondTheValueIsRefusedBeforeAnythingIsAllocated() {
    byte[] value = new ByteWriter(16).varint(Long.MAX_VALUE).toArray();
    assertThatThrownBy(() -> new ByteReader(value).bytes())
        .isInstanceOf(Store.StoreException.class);
  }

  @Test
  void aNumberOfMoreThanTenBytesIsRefused() {
    byte[] value = new byte[11];
    Arrays.fill(value, (byte) 0xFF);
    assertThatThrownBy(() -> new ByteReader(value).varint())
        .isInstanceOf(Store.StoreException.class);
  }
}
