package dev.holdfast.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.queue.Store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueCompressionTest {
  private final ValueCompression compression = new ValueCompression();

  @Test
  void aValueThatRepeatsItselfIsStoredInLess() {
    byte[] value = text("{\"type\":\"order.updated\"}".repeat(20));
    byte[] stored = compression.compress(value);
    assertThat(stored).hasSizeLessThan(value.length / 5);
    assertThat(ValueCompression.expand(stored)).isEqualTo(value);
  }

  @Test
  void aShortValueAndOneThatDoesNotShrinkTakeOneByteMore() {
    byte[] noise = new byte[10_000];
    new Random(1).nextBytes(noise);
    for (byte[] value : new byte[][] {{}, {7}, text("a".repeat(127)), noise}) {
      byte[] stored = compression.compress(value);
      assertThat(stored).hasSize(value.length + 1);
      assertThat(ValueCompression.expand(stored)).isEqualTo(value);
    }
  }

  @Test
  void randomValuesComeBackAsTheyWere() {
    long seed = new Random().nextLong();
    System.out.println("seed of the values: " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] value = randomValue(random);
      assertThat(ValueCompression.expand(compression.compress(value))).isEqualTo(value);
    }
  }

  @Test
  void aCutValueIsNamedAsDamagedAndSoIsOneOfAnUnknownForm() {
    byte[] stored = compression.compress(text("abcdefgh".repeat(100)));
    for (int length = 0; length < stored.length; length++) {
      assertDamaged(Arrays.copyOf(stored, length));
    }
    stored[0] = 9;
    assertDamaged(stored);
  }

  @Test
  void aLengthThatCannotBeIsRefusedBeforeMemoryIsTakenForIt() {
    byte[] stored = compression.compress(text("abcdefgh".repeat(100)));
    for (byte highest : new byte[] {0x7F, -1}) {
      byte[] changed = stored.clone();
      changed[1] = highest;
      assertDamaged(changed);
    }
  }

  /** Whatever the bytes say: a value or a clear refusal, never another exception. */
  @Test
  void damagedBytesNeverEscapeAsAnythingElse() {
    long seed = new Random().nextLong();
    System.out.println("seed of the damage: " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] stored = compression.compress(randomValue(random));
      stored[random.nextInt(stored.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        ValueCompression.expand(stored);
      } catch (StoreException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static void assertDamaged(byte[] stored) {
    assertThatThrownBy(() -> ValueCompression.expand(stored))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("A stored value of " + stored.length + " bytes is damaged: it ");
  }

  /** Of words that repeat, between them noise. */
  private static byte[] randomValue(Random random) {
    byte[] value = new byte[random.nextInt(3_000)];
    int at = 0;
    while (at < value.length) {
      int length = Math.min(value.length - at, 1 + random.nextInt(100));
      if (at > 0 && random.nextInt(3) > 0) {
        int from = random.nextInt(at);
        for (int i = 0; i < length; i++) {
          value[at + i] = value[from + i];
        }
      } else {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, value, at, length);
      }
      at += length;
    }
    return value;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
