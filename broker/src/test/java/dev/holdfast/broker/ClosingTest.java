package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private final Closing closing = new Closing();
  private final List<String> closed = new ArrayList<>();

  private void add(String part) {
    closing.add(part, closed::add);
  }

  @Test
  void whatWasMadeLastIsClosedFirst() throws Exception {
    add("store");
    add("core");
    add("port");
    closing.close();
    assertThat(closed).containsExactly("port", "core", "store");
  }

  @Test
  void eachIsClosedOnce() throws Exception {
    add("store");
    closing.close();
    closing.close();
    assertThat(closed).containsExactly("store");
  }

  @Test
  void allAreClosedWhateverBecomesOfOthersAndTheFirstFailureIsThrown() {
    add("store");
    closing.add(
        "core",
        part -> {
          throw new IllegalStateException("second");
        });
    closing.add(
        "admin",
        part -> {
          throw new ExecutionException(new IllegalStateException("only logged"));
        });
    closing.add(
        "port",
        part -> {
          throw new IllegalStateException("first");
        });
    assertThatThrownBy(closing::close)
        .hasMessage("first")
        .satisfies(
            first ->
                assertThat(first.getSuppressed()).singleElement().matches(ClosingTest::isSecond));
    assertThat(closed).containsExactly("store");
  }

  private static boolean isSecond(Throwable suppressed) {
    return "second".equals(suppressed.getMessage());
  }

  @Test
  void anInterruptedThreadClosesTheRestAndHearsOfItThen() {
    add("store");
    closing.add(
        "port",
        part -> {
          throw new InterruptedException("meanwhile");
        });
    assertThatThrownBy(closing::close)
        .isInstanceOf(InterruptedException.class)
        .hasMessage("meanwhile");
    assertThat(closed).containsExactly("store");
  }

  @Test
  void whyABrokerCannotStartIsNotHiddenByAPartThatDoesNotClose() throws Exception {
    closing.add(
        "store",
        part -> {
          throw new IllegalStateException("not synced");
        });
    Exception cause = new Exception("the port is taken");
    closing.closeAfter(cause);
    assertThat(cause.getSuppressed())
        .singleElement()
        .matches(e -> "not synced".equals(e.getMessage()));
  }
}
