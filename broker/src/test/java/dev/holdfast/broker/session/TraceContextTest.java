package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace that an emit belongs to is delivered with its event. */
class TraceContextTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String TRACE =
      "\"traceparent\":\"" + PARENT + "\",\"tracestate\":\"rojo=00f067aa,congo=t61\"";

  @TempDir Path dataDir;
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RawClient connect(String clientId, String mode) {
    return RawClient.connect(
        broker.port(), "{\"clientId\":\"" + clientId + "\",\"ack\":\"" + mode + "\"}");
  }

  private static String emit(String options) {
    return "427[\"$emit\",{\"clients\":[\"alice\"]," + options + "},\"n\",1]";
  }

  @Test
  void itStandsInTheHeadersAlsoAfterARestart() throws Exception {
    try (RawClient alice = connect("alice", "batch");
        RawClient bob = connect("bob", "batch")) {
      assertThat(bob.ask(emit(TRACE))).startsWith("437[{\"position\":");
      assertThat(alice.next()).endsWith("," + TRACE + "}]");
    }
    broker.close();
    broker = TestBrokers.start(dataDir);
    try (RawClient alice = connect("alice", "batch")) {
      assertThat(alice.next()).endsWith("," + TRACE + "}]");
    }
  }

  @Test
  void aVolatileEventCarriesItToo() {
    try (RawClient alice = connect("alice", "batch");
        RawClient bob = connect("bob", "batch")) {
      bob.ask(emit("\"volatile\":true," + TRACE));
      assertThat(alice.next()).endsWith("," + TRACE + "}]");
    }
  }

  @Test
  void aClientThatDidNotAskForHeadersSeesNothingOfIt() {
    try (RawClient alice = connect("alice", "auto");
        RawClient bob = connect("bob", "batch")) {
      bob.ask(emit(TRACE));
      assertThat(alice.next()).isEqualTo("42[\"n\",1]");
    }
  }

  @Test
  void theHistoryOfARoomTellsIt() {
    try (RawClient alice = connect("alice", "batch")) {
      alice.ask("421[\"$emit\",{\"rooms\":[\"R\"]," + TRACE + "},\"n\",1]");
      assertThat(alice.ask("422[\"$history\",{\"room\":\"R\"}]")).contains(TRACE);
    }
  }

  @Test
  void aStateWithoutAParentMeansNothing() {
    try (RawClient alice = connect("alice", "batch");
        RawClient bob = connect("bob", "batch")) {
      bob.ask(emit("\"tracestate\":\"a=b\""));
      assertThat(alice.next()).doesNotContain("trace");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        PARENT + "-more"
      })
  void whatIsNoTraceparentIsRefused(String parent) {
    try (RawClient bob = connect("bob", "batch");
        RawClient alice = connect("alice", "batch")) {
      assertThat(bob.ask(emit("\"traceparent\":\"" + parent + "\"")))
          .startsWith("437[{\"error\":{\"code\":\"bad-request\"")
          .contains("traceparent");
      assertThat(alice.untilNow()).isEmpty();
    }
  }

  @Test
  void aStateThatIsTooLongIsRefused() {
    try (RawClient bob = connect("bob", "batch")) {
      String state =
          "\"traceparent\":\"" + PARENT + "\",\"tracestate\":\"" + "x".repeat(513) + "\"";
      assertThat(bob.ask(emit(state))).contains("bad-request").contains("tracestate");
    }
  }
}
