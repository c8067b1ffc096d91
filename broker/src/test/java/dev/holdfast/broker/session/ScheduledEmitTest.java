package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code $emit} with {@code deliverAt}, and {@code $cancel}. */
class ScheduledEmitTest {
  /** Longer than any test takes, in milliseconds. */
  private static final long FAR = 3_600_000;

  @TempDir Path dataDir;
  private Broker broker;
  private RawClient bob;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    bob = connect("bob");
  }

  @AfterEach
  void stop() {
    bob.close();
    broker.close();
  }

  private RawClient connect(String clientId) {
    return RawClient.connect(
        broker.port(), "{\"clientId\":\"" + clientId + "\",\"ack\":\"batch\"}");
  }

  private static String emit(long deliverAt, String name) {
    return "427[\"$emit\",{\"clients\":[\"alice\"],\"deliverAt\":%d},\"%s\"]"
        .formatted(deliverAt, name);
  }

  private static long in(long ms) {
    return System.currentTimeMillis() + ms;
  }

  private static String position(String confirm) {
    return confirm.replaceAll(".*\"position\":\"([^\"]+)\".*", "$1");
  }

  private static String cancel(String position) {
    return "428[\"$cancel\",{\"p\":\"" + position + "\"}]";
  }

  @Test
  void itIsConfirmedAtOnceAndComesWhenItIsDue() {
    try (RawClient alice = connect("alice")) {
      long due = in(700);
      String confirm = bob.ask(emit(due, "later"));
      assertThat(confirm).endsWith("\",\"deliverAt\":" + due + "}]");
      bob.ask(emit(in(0), "now"));
      assertThat(alice.nextBesidesPings()).startsWith("42[\"now\",{\"p\":");
      String delivery = alice.nextBesidesPings();
      assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(due);
      assertThat(delivery)
          .startsWith("42[\"later\",{\"p\":")
          .doesNotContain(position(confirm) + "\"");
    }
  }

  @Test
  void itComesAfterARestartThatTheTimeFellInto() throws Exception {
    connect("alice").close();
    bob.ask(emit(in(300), "later"));
    broker.close();
    broker = TestBrokers.restart(dataDir, 0);
    try (RawClient alice = connect("alice")) {
      assertThat(alice.nextBesidesPings()).startsWith("42[\"later\",");
    }
  }

  @Test
  void itsPublisherTakesItBack() {
    connect("alice").close();
    String position = position(bob.ask(emit(in(FAR), "later")));
    try (RawClient alice = connect("alice")) {
      assertThat(alice.ask(cancel(position))).isEqualTo("438[{\"cancelled\":false}]");
    }
    assertThat(bob.ask(cancel(position))).isEqualTo("438[{\"cancelled\":true}]");
    assertThat(bob.ask(cancel(position))).isEqualTo("438[{\"cancelled\":false}]");
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    connect("alice").close();
    assertThat(bob.ask(emit(in(0) + 11L * 366 * 86_400_000, "x"))).contains("\"bad-time\"");
    assertThat(bob.ask(emit(-1, "x"))).contains("\"bad-request\"");
    assertThat(
            bob.ask("427[\"$emit\",{\"rooms\":[\"R\"],\"deliverAt\":5,\"volatile\":true},\"x\"]"))
        .contains("\"bad-request\"");
    assertThat(bob.ask("428[\"$cancel\",{\"p\":\"zz-0-1\"}]")).contains("\"bad-position\"");
    assertThat(bob.ask("428[\"$cancel\",{}]")).contains("\"bad-request\"");
  }
}
