package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.HoldfastException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
  private final List<String> passed = new ArrayList<>();
  private final ManualLoop loop = new ManualLoop();
  private final Gate gate =
      new Gate(
          loop,
          new Budget(new Settings.Limits(1, 2, 10_000, Duration.ofSeconds(1))),
          request -> passed.add("request"),
          () -> passed.add("caught up"));

  /** Each on a way of its own, an acknowledgement overtook what its handler had asked for. */
  @Test
  void requestsAndOutcomesPassInTheOrderInWhichTheyCame() {
    gate.post(() -> passed.add("first outcome"));
    var unused = gate.submit(request());
    gate.post(() -> passed.add("second outcome"));
    loop.runTasks();
    assertThat(passed).containsExactly("first outcome", "request", "second outcome", "caught up");
  }

  @Test
  void closedItTakesNoRequestButTheOutcomesOfWhatIsUnderWay() {
    gate.close(() -> passed.add("closing"));
    gate.close(() -> passed.add("closing again"));
    gate.unlessClosed(() -> passed.add("start"));
    assertThat(gate.submit(request()))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.code()).isEqualTo(HoldfastException.CLOSED));
    gate.post(() -> passed.add("outcome"));
    loop.runTasks();
    assertThat(passed).containsExactly("closing", "outcome", "caught up");
  }

  private static Request request() {
    return Request.verb("$rooms", Json.object());
  }
}
