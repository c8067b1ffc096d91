package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiriesTest {
  private static final long MAX_MS = 5_000;
  private final Expiries expiries = new Expiries(new RecoverySettings(MAX_MS, 3));

  @Test
  void whoHasGoneIsGivenTheWholeTimeFromTheNextTickOn() {
    assertThat(expiries.tick(1_000)).isEmpty();
    expiries.gone(key("a"));
    assertThat(expiries.tick(2_000)).isEmpty();
    assertThat(expiries.tick(2_000 + MAX_MS - 1)).isEmpty();
    assertThat(expiries.tick(2_000 + MAX_MS)).containsExactly(key("a"));
    assertThat(expiries.tick(1_000_000)).as("only once").isEmpty();
  }

  @Test
  void whoIsBackInTimeIsNotGivenUpAndCountsAnewWhenItGoesAgain() {
    expiries.gone(key("a"));
    expiries.gone(key("b"));
    expiries.tick(1_000);
    expiries.back(key("a"));
    expiries.gone(key("a"));
    assertThat(expiries.tick(1_000 + MAX_MS)).containsExactly(key("b"));
    assertThat(expiries.tick(1_000 + 2 * MAX_MS)).containsExactly(key("a"));
    expiries.gone(key("c"));
    expiries.back(key("c"));
    assertThat(expiries.size()).isZero();
  }

  @Test
  void withTooManyAwayTheLongestAwayIsGivenUp() {
    assertThat(expiries.gone(key("a"))).isNull();
    expiries.tick(1_000);
    assertThat(expiries.gone(key("b"))).isNull();
    assertThat(expiries.gone(key("c"))).isNull();
    assertThat(expiries.gone(key("d"))).isEqualTo(key("a"));
    assertThat(expiries.gone(key("e"))).isEqualTo(key("b"));
    assertThat(expiries.size()).isEqualTo(3);
  }

  @Test
  void afterManyHaveGoneAtOnceEachTickEndsSomeOfThem() {
    Expiries many = new Expiries(new RecoverySettings(MAX_MS, 10_000));
    List<ClientKey> all = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      all.add(key("c" + i));
    }
    all.forEach(many::gone);
    many.tick(0);
    List<ClientKey> due = new ArrayList<>(many.tick(MAX_MS));
    assertThat(due).hasSize(1_000);
    due.addAll(many.tick(MAX_MS));
    due.addAll(many.tick(MAX_MS));
    assertThat(due).isEqualTo(all);
  }

  private static ClientKey key(String client) {
    return TestLog.key(client);
  }
}
