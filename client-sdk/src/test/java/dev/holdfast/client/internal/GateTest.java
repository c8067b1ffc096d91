package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.HoldfastException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {
  private final List<String> passed = new ArrayList<>();
  private final ManualLoop loop = new ManualLoop();
  private boolean inHandler;
  private final Gate gate =
      new Gate(
          loop,
          new Budget(new Settings.Limits(1, 2, 10_000, Duration.ofSeconds(1))),
          request -> passed.add("request"),
          () -> passed.add("caught up"),
          () -> inHandler);

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
    assertRefused(gate.submit(request()));
    gate.post(() -> passed.add("outcome"));
    loop.runTasks();
    assertThat(passed).containsExactly("closing", "outcome", "caught up");
  }

  /** It was refused, and the event acknowledged all the same: its reply was lost for good. */
  @Test
  void handlerThatIsUnderWayWhenTheClientIsClosedGetsItsRequestsThrough() {
    gate.close(() -> passed.add("closing"));
    inHandler = true;
    var unused = gate.submit(request());
    inHandler = false;
    var unusedToo = gate.submitForEvent(request());
    gate.post(() -> passed.add("outcome"));
    loop.runTasks();
    assertThat(passed).containsExactly("closing", "request", "request", "outcome", "caught up");
  }

  @Test
  void handlerThatTakesLongerThanTheCloseMayIsRefusedToo() {
    gate.close(() -> passed.add("closing"));
    gate.shut();
    inHandler = true;
    assertRefused(gate.submit(request()));
    assertRefused(gate.submitForEvent(request()));
  }

  private static void assertRefused(CompletableFuture<Response> answer) {
    assertThat(answer)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.code()).isEqualTo(HoldfastException.CLOSED));
  }

  private static Request request() {
    return Request.verb("$rooms", Json.object());
  }
}
