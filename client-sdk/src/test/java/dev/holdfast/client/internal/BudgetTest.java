package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.client.TooManyUnconfirmedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final Budget budget = new Budget(new Settings.Limits(1, 2, 100, Duration.ofSeconds(1)));

  @Test
  void numberOfRequestsIsBounded() {
    budget.take(1);
    budget.take(1);
    assertThatExceptionOfType(TooManyUnconfirmedException.class)
        .isThrownBy(() -> budget.take(1))
        .withMessageContaining("2 requests");
    budget.giveBack(1);
    assertThatCode(() -> budget.take(1)).doesNotThrowAnyException();
  }

  @Test
  void theirBytesAreBounded() {
    budget.take(60);
    assertThatExceptionOfType(TooManyUnconfirmedException.class)
        .isThrownBy(() -> budget.take(41))
        .withMessageContaining("100");
    assertThatCode(() -> budget.take(40)).doesNotThrowAnyException();
  }
}
