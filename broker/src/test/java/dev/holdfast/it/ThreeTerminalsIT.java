package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.Terminal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's three terminals, with the jar as it is packaged. */
class ThreeTerminalsIT {
  private BrokerProcess broker;

  @BeforeEach
  void serve(@TempDir Path data) {
    broker = BrokerProcess.start("three-terminals", data);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void whatAliceMissedComesInOrderAndOnce() {
    listenAndStop();
    emit("missed", "3");
    emit("missed", "4");
    assertAliceGetsWhatSheMissed();
  }

  @Test
  void whatAliceMissedComesInOrderAndOnceAfterTheBrokerWasKilled() {
    listenAndStop();
    emit("missed", "3");
    broker.kill9();
    broker.restart();
    emit("missed", "4");
    broker.kill9();
    broker.restart();
    assertAliceGetsWhatSheMissed();
  }

  private void listenAndStop() {
    try (Terminal alice = listen()) {
      emit("hello", "{\"n\": 1}");
      emit("hello", "{\"n\": 2}");
      assertThat(alice.awaitEvents(2))
          .containsExactly("[\"hello\",{\"n\":1}]", "[\"hello\",{\"n\":2}]");
      alice.stop();
    }
  }

  private void assertAliceGetsWhatSheMissed() {
    try (Terminal alice = listen()) {
      assertThat(alice.awaitEvents(2)).containsExactly("[\"missed\",3]", "[\"missed\",4]");
      emit("hello", "5");
      alice.awaitEvents(3);
      alice.stop();
      assertThat(alice.events())
          .containsExactly("[\"missed\",3]", "[\"missed\",4]", "[\"hello\",5]");
    }
  }

  private Terminal listen() {
    Terminal alice =
        Terminal.run(
            "listen", "--url", broker.url().toString(), "--client", "alice", "--room", "R");
    alice.awaitLine("listening as alice in room R");
    return alice;
  }

  private void emit(String name, String json) {
    try (Terminal emit =
        Terminal.run("emit", "--url", broker.url().toString(), "--room", "R", name, json)) {
      assertThat(emit.awaitExit()).isZero();
    }
  }
}
